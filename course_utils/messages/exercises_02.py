"""Hints of lesson 02: each names one mistake and never gives the answer away."""

TEXTS = {
    # decoder_block
    "block_no_upsampling": (
        "x isn't enlarged: the block should double its height and width, up to the size of skip.",
        "x 没有放大：这个模块应当把它的高和宽各放大一倍，变得和 skip 一样大。",
    ),
    "block_upsampled_twice": (
        "The result is enlarged too far: one block doubles the size once.",
        "放大过头了：一个模块只放大一次，高和宽各变成两倍。",
    ),
    "block_up_padding": (
        "Your up-convolution comes out a few pixels larger than twice its input, so it doesn't fit skip. "
        "Look at its kernel: which one did the exercise name?",
        "你的上卷积输出比输入的两倍还多出几个像素，和 skip 对不上。看看它的核：题目要的是多大？",
    ),
    "block_pooled": (
        "x gets smaller instead of larger. That is the encoder's way; the decoder goes back up.",
        "x 变小了，没有变大。那是编码器的做法；解码器要往回放大。",
    ),
    "block_concatenated_early": (
        "You join x and skip before x is enlarged, when their sizes still differ. Mind the order.",
        "x 还没放大，你就把它和 skip 拼接了，这时两者大小不同。请注意先后顺序。",
    ),
    "block_added": (
        "x and skip are combined number by number (added, say). A U-Net's skip connection puts the channels of both side by side.",
        "你把 x 和 skip 逐个数合并了（比如相加）。U-Net 的跳跃连接是把两边的通道并排放在一起。",
    ),
    "block_axis": (
        "You join x and skip along the wrong axis: the picture gets longer. The channels should go side by side.",
        "拼接的轴不对：图变长了。应当把通道并排放在一起。",
    ),
    "block_swapped": (
        "x and skip are the wrong way round: x comes from below and is half as large, skip already has the full size.",
        "x 和 skip 弄反了：x 来自下一级，高和宽只有一半；skip 本来就是放大后的大小。",
    ),
    "block_concatenated_late": (
        "The output has {got} channels for filters={filters}: skip is joined on at the end. The convolutions should see both.",
        "filters={filters} 时输出有 {got} 个通道：你到最后才拼接 skip。应当让卷积同时看到两边。",
    ),
    "block_skip_forgotten": (
        "The output doesn't depend on skip: the skip connection is missing, and the fine detail with it.",
        "输出和 skip 无关：跳跃连接漏掉了，细节也就跟着丢了。",
    ),
    "block_x_forgotten": (
        "The output doesn't depend on x: what came up from below gets lost. Was a variable overwritten?",
        "输出和 x 无关：从下一级传上来的东西丢了。是不是有个变量被覆盖了？",
    ),
    "block_filters": (
        "The output has {got} channels, although the call says filters={filters}.",
        "调用时写的是 filters={filters}，输出却有 {got} 个通道。",
    ),
    "block_inner_filters": (
        "Both 3×3 convolutions should have `filters` filters; in yours, one has another number.",
        "两个 3×3 卷积的卷积核个数都应是 filters，你的有一个不是。",
    ),
    "block_valid_padding": (
        "The output is {got}, a little smaller than skip: your 3×3 convolutions lose pixels at the edges. Which padding keeps the size?",
        "输出是 {got}，比 skip 小一圈：你的 3×3 卷积在边缘丢了像素。哪种填充能保持大小？",
    ),
    "block_shape": (
        "The output has shape {got}; it should be {wanted}.",
        "输出的形状是 {got}，应当是 {wanted}。",
    ),
    "block_one_convolution": (
        "Only one 3×3 convolution comes after the concatenation. The block has two.",
        "拼接之后只有一个 3×3 卷积。这个模块要有两个。",
    ),
    "block_many_convolutions": (
        "More than two 3×3 convolutions come after the concatenation.",
        "拼接之后的 3×3 卷积多于两个。",
    ),
    "block_kernel_size": (
        "Your kernels are {sizes}. After the concatenation two 3×3 ones should come.",
        "你的卷积核大小是 {sizes}。拼接之后应当有两个 3×3 的。",
    ),
    "block_reach": (
        "A pixel of skip acts on an area {side} pixels wide, through convolutions that are not two ordinary 3×3 ones. "
        "Look at their kernel sizes and settings.",
        "skip 的一个像素影响到 {side} 个像素宽的区域，可见中间经过的不是两个普通的 3×3 卷积。请检查卷积核大小和其他设置。",
    ),
    "block_up_activation": (
        "There is an activation on what enlarges x. The up-convolution gets none: negative numbers have to come through too.",
        "放大 x 的那一步后面有激活函数。上卷积不加激活函数：负数也要传过去。",
    ),
    "block_up_repeats": (
        "Where you enlarge x, each pixel becomes 2×2 equal ones. An up-convolution has other weights for each of the four.",
        "你放大 x 时，每个像素变成了 2×2 个相同的像素。上卷积对这四个像素各有一组权重。",
    ),
    "block_up_kernel": (
        "Where you enlarge x, one of its pixels reaches {rows}×{columns} pixels. With kernel 2 and stride 2 it would be "
        "2×2, none of them shared with a neighbour.",
        "你放大 x 时，x 的一个像素影响到 {rows}×{columns} 个像素。核大小和步幅都是 2 时，应当是 2×2 个，而且不与相邻像素的重叠。",
    ),
    "block_up_filters": (
        "Your up-convolution gives {got} channels, although the call says filters={filters}.",
        "调用时写的是 filters={filters}，你的上卷积却输出 {got} 个通道。",
    ),
    "block_normalised": (
        "There is a {type} in your block, which makes all inputs equally strong: twice the input should give twice the output. "
        "The block needs none.",
        "你的模块里有 {type}，它把强弱不同的输入都变成一样强；而输入变成两倍，输出也应当变成两倍。这个模块里用不着它。",
    ),
    "block_up_fixed": (
        "You enlarge x with a fixed rule and nothing to learn. An up-convolution has weights of its own.",
        "你放大 x 用的是固定的规则，没有可学习的东西。上卷积要有自己的权重。",
    ),
    "block_no_activation": (
        "There is no ReLU anywhere, so the convolutions collapse into a single linear one.",
        "整个模块里没有 ReLU：几个卷积连起来，其实只相当于一个线性卷积。",
    ),
    "block_last_activation": (
        "The output has negative values: the last convolution isn't followed by a ReLU.",
        "输出里有负数：最后一个卷积后面没有接 ReLU。",
    ),
    "block_first_activation": (
        "Between the two convolutions there is no ReLU, so together they do no more than one could.",
        "两个卷积之间没有 ReLU，合起来并不比一个卷积强。",
    ),
    "block_not_relu": (
        "There is an activation, but it isn't ReLU: twice the input should give exactly twice the output.",
        "激活函数有了，但不是 ReLU：输入变成两倍，输出也应当正好是两倍。",
    ),
    "block_shared": (
        "Two calls share their weights: every block needs layers of its own. Create them inside the function.",
        "两次调用共用了同一组权重：每个模块都要有自己的层。请在函数里面创建它们。",
    ),
    "block_own_input": (
        "What you return isn't computed from x and skip. Did you create an Input of your own?",
        "你返回的张量不是由 x 和 skip 算出来的。是不是自己又建了一个 Input？",
    ),
    # augment_pair
    "pair_image_only": (
        "Only the image is flipped, so image and mask no longer match (image of shape {shape}).",
        "只有图像翻转了，掩码没有跟着翻转，两者对不上了（图像形状为 {shape}）。",
    ),
    "pair_mask_only": (
        "Only the mask is flipped, so image and mask no longer match (image of shape {shape}). Along which axis do you flip?",
        "只有掩码翻转了，图像没有跟着翻转，两者对不上了（图像形状为 {shape}）。你是沿哪个轴翻转的？",
    ),
    "pair_out_of_step": (
        "Image and mask are sometimes flipped apart from each other: they need one common decision, not one each.",
        "图像和掩码有时一个翻转、一个不翻转：应当只决定一次，两者共用，不要各决定各的。",
    ),
    "pair_up_down": (
        "You flip up and down. In a seismic image that puts the surface at the bottom; left and right may be swapped.",
        "你做的是上下翻转。地震图像一上下颠倒，地表就跑到底下去了；可以交换的是左右。",
    ),
    "pair_turned": (
        "You flip along both axes, which turns the picture by 180°. Only left and right may change.",
        "你沿两个轴都翻转了，相当于转了 180°。只应交换左右。",
    ),
    "pair_channels": (
        "You reverse the colour channels of an image (H, W, C): the last axis is not always the one of the columns.",
        "图像是 (H, W, C) 时，你把通道的顺序颠倒了：最后一个轴不一定是列。",
    ),
    "pair_transposed": (
        "Rows and columns are swapped: the picture is transposed or turned by 90°, not mirrored.",
        "行和列对调了：图被转置或转了 90°，不是镜像。",
    ),
    "pair_image_shape": (
        "The image's shape changes from {wanted} to {got}. It should stay the same.",
        "图像的形状从 {wanted} 变成了 {got}。形状应当不变。",
    ),
    "pair_mask_shape": (
        "The mask's shape changes from {wanted} to {got}. It should stay the same.",
        "掩码的形状从 {wanted} 变成了 {got}。形状应当不变。",
    ),
    "pair_image_dtype": (
        "The image's dtype changes from {wanted} to {got}. It should stay the same.",
        "图像的 dtype 从 {wanted} 变成了 {got}。dtype 应当不变。",
    ),
    "pair_mask_dtype": (
        "The mask's dtype changes from {wanted} to {got}. It should stay the same.",
        "掩码的 dtype 从 {wanted} 变成了 {got}。dtype 应当不变。",
    ),
    "pair_image_values": (
        "The image that comes back is neither the one that went in nor its mirror image: its values or their places changed.",
        "返回的图像既不是原图，也不是它的镜像：像素的值或位置变了。",
    ),
    "pair_mask_values": (
        "The mask that comes back is neither the one that went in nor its mirror image: its values or their places changed.",
        "返回的掩码既不是原来的，也不是它的镜像：像素的值或位置变了。",
    ),
    "pair_other_chance": (
        "With the same state of rng, two runs gave different results: your chance comes from elsewhere. Draw from rng only.",
        "rng 的状态相同，两次运行结果却不同：你的随机数不是从 rng 来的。请只用 rng 抽取随机数。",
    ),
    "pair_chance_stuck": (
        "Called again and again with one rng, your function decides the same way every time: the rng that was handed over never moves on.",
        "用同一个 rng 反复调用，你的函数每次都作同样的决定：传进来的 rng，状态一直没有变。",
    ),
    "pair_always": (
        "The pair is flipped every single time. Let rng decide.",
        "每次都翻转了。应当由 rng 来决定翻不翻。",
    ),
    "pair_never": (
        "The pair is never flipped, however often one tries. Let rng decide.",
        "试了很多次，一次也没有翻转。应当由 rng 来决定翻不翻。",
    ),
    "pair_probability": (
        "{flips} of {draws} pairs were flipped. Flipping and not flipping should be equally likely.",
        "{draws} 次里翻转了 {flips} 次。翻转和不翻转的可能性应当一样大。",
    ),
    # iou
    "iou_dice": (
        "That is the Dice coefficient (F1 score), a relative that counts the intersection twice.",
        "这是 Dice 系数（F1 分数），和交并比是近亲，但它把交集算了两次。",
    ),
    "iou_accuracy": (
        "That is pixel accuracy: agreeing on background counts too. IoU looks at the foreground only.",
        "这是像素准确率：背景猜对也算分。交并比（IoU）只看前景。",
    ),
    "iou_recall": (
        "You divide by the size of the true mask (recall): a mask that covers everything would score 1.",
        "你除以了真实掩码的大小（那是召回率）：全图都涂满也能得 1。",
    ),
    "iou_precision": (
        "You divide by the size of the predicted mask (precision): a single right pixel would score 1.",
        "你除以了预测掩码的大小（那是精确率）：只要有一个像素猜对就能得 1。",
    ),
    "iou_union_twice": (
        "The two sizes added up are not the union: the overlap is in there twice.",
        "两张掩码的大小直接相加不等于并集：重叠的部分算了两次。",
    ),
    "iou_plus": (
        "Right for bool masks, but with masks of 0 and 1 a + counts the overlap twice.",
        "掩码是 bool 时没有错；但掩码是 0/1 时，用 + 会把重叠的部分算两次。",
    ),
    "iou_difference": (
        "That is the share of the union where the masks differ. The share where they agree is wanted.",
        "这是并集里两者不一致的比例。要的是一致的比例。",
    ),
    "iou_over_difference": (
        "You divide by the pixels where the masks differ (xor). The union has the common ones too.",
        "你除以了两者不一致的像素数（异或）。并集里还包括共同的像素。",
    ),
    "iou_over_image": (
        "You divide by the size of the whole image.",
        "你除以了整张图的像素数。",
    ),
    "iou_whole": (
        "The decimals are cut off (by // or int): only 0 and 1 are left.",
        "小数被截掉了（用了 // 或 int）：只剩下 0 和 1。",
    ),
    "iou_rounded": (
        "You round to a whole number: only 0 and 1 are left.",
        "你四舍五入成了整数：只剩下 0 和 1。",
    ),
    "iou_percent": (
        "You give a percentage. A number from 0 to 1 is wanted.",
        "你给的是百分数。要的是 0 到 1 之间的数。",
    ),
    "iou_smoothed": (
        "You add 1 above and below to avoid 0/0. For small masks that distorts the result a good deal.",
        "为了避开 0/0，你在分子和分母上都加了 1。掩码较小时，结果会偏很多。",
    ),
    "iou_background": (
        "That is the IoU of the background: True is the object.",
        "这是背景的交并比：True 才是目标。",
    ),
    "iou_two_classes": (
        "That is the mean of two IoUs, of object and background. Only the object's is wanted.",
        "这是目标和背景两个交并比的平均。这里只要目标的。",
    ),
    "iou_bool_only": (
        "Right for bool masks only. With masks of 0 and 1, mask_true[mask_pred] picks rows, and ~1 is not 0. "
        "Masks may be of either kind.",
        "只有掩码是 bool 时才对。掩码是 0/1 时，mask_true[mask_pred] 取出的是行，~1 也不是 0。两种掩码都可能出现。",
    ),
    "iou_sum_is_two": (
        "Right for masks of 0 and 1 only. For bool masks True + True is True, so that a sum never equals 2.",
        "只有掩码是 0/1 时才对。掩码是 bool 时，True + True 还是 True，和永远不会等于 2。",
    ),
    "iou_equal": (
        "Your overlap counts every pixel where the masks agree, also where both say no. It is where both say yes.",
        "你的重叠部分数的是两张掩码相同的像素，都说“没有”的也算了。重叠应当是两张都说“有”的像素。",
    ),
    "iou_background_too": (
        "Your intersection counts the pixels where both masks are False as well.",
        "两张掩码都是 False 的像素，你也算进了交集。",
    ),
    "iou_intersection": (
        "That is the number of common pixels. What is it to be compared with?",
        "这是共同像素的个数。要拿它和什么相比？",
    ),
    "iou_larger": (
        "You divide by the larger of the two masks. The union can be larger still.",
        "你除以了两张掩码中较大的一张。并集可能比它还大。",
    ),
    "iou_smaller": (
        "You divide by the smaller of the two masks. That is not their union.",
        "你除以了两张掩码中较小的一张。那不是并集。",
    ),
    "iou_per_row": (
        "You average over the rows of the image. Count the pixels of the whole mask first, then divide once.",
        "你对图像的每一行分别算，再取平均。应当先数完整张掩码的像素，只除一次。",
    ),
    "iou_per_column": (
        "You average over the columns of the image. Count the pixels of the whole mask first, then divide once.",
        "你对图像的每一列分别算，再取平均。应当先数完整张掩码的像素，只除一次。",
    ),
    "iou_overflow": (
        "Right for small masks; in large uint8 masks your sum runs over: a uint8 ends at 255.",
        "掩码较小时没有错；掩码是 uint8 又比较大时，你的求和会溢出：uint8 最大只到 255。",
    ),
    "iou_empty_nan": (
        "Two empty masks give 0/0, which is NaN. They agree in every pixel: what should that score?",
        "两张掩码都为空时成了 0/0，也就是 NaN。两者每个像素都一致，应当得多少分？",
    ),
    "iou_empty_zero": (
        "Two empty masks score 0 in yours. They agree in every pixel.",
        "两张掩码都为空时，你给了 0 分。可是它们每个像素都一致。",
    ),
    "iou_truth_empty": (
        "When the true mask is empty you give full marks, whatever was predicted.",
        "真实掩码为空时，不管预测了什么，你都给满分。",
    ),
    "iou_any_empty": (
        "When one mask is empty you give full marks, even if the other isn't.",
        "只要有一张掩码为空，你就给满分，哪怕另一张不为空。",
    ),
    # tgs_score
    "tgs_at_least": (
        "An IoU of exactly 0.5 doesn't pass the threshold 0.50: it has to be above. "
        "(Or does your iou add a small number to avoid 0/0? Even that is enough.)",
        "交并比正好是 0.5，并没有超过阈值 0.50：要大于才行。（或者，你的 iou 为了避开 0/0 加了一个很小的数？单是这样也会出错。）",
    ),
    "tgs_to_one": (
        "You have one threshold too many: the last is 0.95, not 1.",
        "阈值多了一个：最后一个是 0.95，不是 1。",
    ),
    "tgs_to_one_at_least": (
        "You have one threshold too many (the last is 0.95), and an IoU has to be above its threshold, not only reach it.",
        "阈值多了一个（最后一个是 0.95）；而且交并比要超过阈值，只是相等还不算。",
    ),
    "tgs_to_090": (
        "Your last threshold is 0.90: one is missing. Where does np.arange stop?",
        "你的最后一个阈值是 0.90，少了一个。np.arange 到哪里停下？",
    ),
    "tgs_from_055": (
        "Your first threshold is 0.55: one is missing.",
        "你的第一个阈值是 0.55，少了一个。",
    ),
    "tgs_from_zero": (
        "Your thresholds start at 0. They should start at one half.",
        "你的阈值从 0 开始。应当从 0.50 开始。",
    ),
    "tgs_from_005": (
        "Your thresholds start at 0.05. They should start at one half.",
        "你的阈值从 0.05 开始。应当从 0.50 开始。",
    ),
    "tgs_step": (
        "Your thresholds lie 0.1 apart: half of them are missing.",
        "你的阈值相隔 0.1，少了一半。",
    ),
    "tgs_single": (
        "You test against a single threshold, 0.50. There are ten.",
        "你只用了 0.50 这一个阈值。一共有十个。",
    ),
    "tgs_mean_iou": (
        "That is the mean IoU. Here every image scores by how many thresholds its IoU passes.",
        "这是平均交并比。这里每张图的得分，要看它的交并比超过了几个阈值。",
    ),
    "tgs_mean_first": (
        "You average the IoUs and then apply the thresholds. Each image comes before its own thresholds, the mean last.",
        "你先把交并比平均，再去和阈值比。应当每张图各自和阈值比，最后才取平均。",
    ),
    "tgs_pooled": (
        "You throw the pixels of all images into one pot. Every image has an IoU and a score of its own.",
        "你把所有图的像素混在一起算了。每张图都有自己的交并比和得分。",
    ),
    "tgs_dice": (
        "You compare Dice coefficients with the thresholds. It should be the IoUs.",
        "你拿去和阈值比的是 Dice 系数。应当用交并比。",
    ),
    "tgs_sum": (
        "You add up the images' scores. The mean is wanted.",
        "你把各张图的得分加起来了。要的是平均。",
    ),
    "tgs_not_divided": (
        "You count the thresholds that are passed. Their share is wanted, a number from 0 to 1.",
        "你数的是超过了几个阈值。要的是比例，是 0 到 1 之间的数。",
    ),
    "tgs_total": (
        "You count all thresholds that are passed, over all images. The mean is wanted, a number from 0 to 1.",
        "你数的是所有图一共超过了几个阈值。要的是平均，是 0 到 1 之间的数。",
    ),
    "tgs_percent": (
        "You give a percentage. A number from 0 to 1 is wanted.",
        "你给的是百分数。要的是 0 到 1 之间的数。",
    ),
    "tgs_first_image": (
        "Only the first image counts. Does a return stand inside the loop?",
        "只算了第一张图。return 是不是写在循环里面了？",
    ),
    "tgs_last_image": (
        "Only the last image counts. Is something overwritten in the loop instead of collected?",
        "只算了最后一张图。循环里是不是把前面的结果覆盖了，没有累积起来？",
    ),
    "tgs_fails_counted": (
        "You count the thresholds that are missed. Those that are passed should count.",
        "你数的是没有超过的阈值。应当数超过的。",
    ),
    "tgs_all_thresholds": (
        "An image scores in yours only if it passes every threshold. Each one that it passes should count.",
        "你的写法里，一张图要超过全部阈值才得分。应当超过一个算一个。",
    ),
    "tgs_empty_zero": (
        "An image whose truth is empty always scores 0 in yours, even when nothing was predicted there, which is right.",
        "真实掩码为空的图，你总是给 0 分，哪怕预测也为空，而那正是对的。",
    ),
    "tgs_empty_one": (
        "An image whose truth is empty always scores 1 in yours, even when salt was predicted that isn't there.",
        "真实掩码为空的图，你总是给 1 分，哪怕预测出了并不存在的盐体。",
    ),
    "tgs_empty_nan": (
        "An empty truth with an empty prediction gives 0/0 and spoils the whole mean. What is that image worth?",
        "真实掩码和预测都为空时成了 0/0，整个平均都变成了 NaN。这样的图应得多少分？",
    ),
    "tgs_empty_skipped": (
        "Images whose truth is empty are left out of your mean. They count as well.",
        "真实掩码为空的图，你没有算进平均。它们也要算。",
    ),
    "tgs_both_empty_skipped": (
        "Images where truth and prediction are both empty are left out of your mean. They count as well.",
        "真实掩码和预测都为空的图，你没有算进平均。它们也要算。",
    ),
    "tgs_empty_reversed": (
        "With an empty truth, you reward a prediction that isn't empty. It is the other way round.",
        "真实掩码为空时，你反而奖励了不为空的预测。正好反了。",
    ),
    "tgs_any_empty": (
        "Whenever one of the two masks is empty, yours gives full marks. Only when both are do they agree.",
        "两张掩码只要有一个为空，你就给满分。要两张都为空，才算一致。",
    ),
    # ask_twice
    "ask_shape": (
        "`predict` was handed an array of shape {got}. It takes tiles (n, h, w).",
        "交给 predict 的数组形状是 {got}。它要的是图块，形状为 (n, h, w)。",
    ),
    "ask_as_given": (
        "That is what the given code gives. Write down a tile of 2×3 numbers and follow them: what does `[:, ::-1]` turn "
        "round, and whose pixels are added to whose?",
        "这和给出的代码结果一样。写一个 2×3 的小图块，跟着数走一遍：`[:, ::-1]` 翻转的是什么？加在一起的又是哪里和哪里的像素？",
    ),
    "ask_not_back": (
        "Half mended: the tiles are mirrored left to right now. But the second answer is still that of the mirrored tile: "
        "its left is the other's right.",
        "改对了一半：图块现在是左右翻转了。可第二个回答仍是翻转后的图块的：它的左边是另一个的右边。",
    ),
    "ask_up_down": (
        "Half mended: the second answer is turned back. But the tiles are still turned upside down, and the net has "
        "never seen salt hang from below.",
        "改对了一半：第二个回答翻回来了。可图块还是上下颠倒的，这样的盐体网络从来没有见过。",
    ),
    "ask_back_other_axis": (
        "The tiles are mirrored along one axis, the answer is turned back along another.",
        "图块沿一个轴翻转，回答却沿另一个轴翻回来。",
    ),
    "ask_there_other_axis": (
        "The answer is mirrored left to right, but the tiles that it belongs to were turned upside down.",
        "回答是左右翻转的，它所对应的图块却是上下翻转的。",
    ),
    "ask_turned": (
        "You turn the tiles by 180° and the answer back. That is in step, but rock lies upside down in it.",
        "你把图块转了 180°，又把回答转回来。两者是对应的，可岩层上下颠倒了。",
    ),
    "ask_tiles_reversed": (
        "Only the order of the tiles is reversed: the first axis counts them. Which one goes from left to right?",
        "颠倒的只是图块的先后：第一个轴数的是图块。从左到右的是哪个轴？",
    ),
    "ask_all_back": (
        "You mirror the mean of both answers. Only the second one comes from a mirrored tile.",
        "你把两个回答的平均翻转了。只有第二个回答来自翻转过的图块。",
    ),
    "ask_all_mirrored": (
        "The two answers fit each other, but what comes back is the mirror image: it should lie on the tile as it is.",
        "两个回答互相对得上，可返回的是镜像：它应当与原来的图块对齐。",
    ),
    "ask_once": (
        "That is the answer for the tiles as they are. The second opinion has gone (or says the same).",
        "这只是对原图块的回答。第二次的意见不见了（或者和第一次一模一样）。",
    ),
    "ask_mirrored_only": (
        "That is the second opinion alone. The mean of both is wanted.",
        "这只是第二次的意见。要的是两次的平均。",
    ),
    "ask_sum": (
        "You add the two answers: the mean is wanted, a probability.",
        "你把两个回答加起来了：要的是平均，它仍是概率。",
    ),
    "ask_larger": (
        "You take the larger of the two answers in each pixel. The mean is wanted.",
        "你在每个像素取了两个回答中较大的一个。要的是平均。",
    ),
    "ask_images_mixed": (
        "You take the mean of the pictures and ask once, about a picture that never was. Ask twice, then take the mean.",
        "你先把两张图平均，再问一次，问的是一张不存在的图。应当问两次，再取平均。",
    ),
    # rle_encode
    "runs_empty": (
        "For a mask without a single pixel yours gives {got}. There are no runs, so nothing at all should be written.",
        "掩码里一个像素也没有时，你得到的是 {got}。没有游程，就什么也不写。",
    ),
    "runs_spaces": (
        "There are spaces too many in {got}: one between two numbers, none at the ends.",
        "{got} 里有多余的空格：两个数之间只要一个，开头和结尾都不要。",
    ),
    "runs_form": (
        "In {got} something stands that is neither a whole number nor a space.",
        "{got} 里出现了整数和空格以外的东西。",
    ),
    "runs_odd": (
        "{got} holds an odd number of numbers. Every run needs two: is one left open at the edge of the mask?",
        "{got} 里的数不成对。每段游程要有两个数：是不是有一段在掩码边上没有收尾？",
    ),
    "runs_row_major": (
        "You go through the mask row by row. This code goes down the columns.",
        "你是一行一行数的。这种游程编码（RLE）要一列一列往下数。",
    ),
    "runs_zero_based": (
        "Your starts are one too small: here the first pixel has the number 1.",
        "你的起点都小了 1：这里第一个像素的编号是 1。",
    ),
    "runs_two_based": (
        "Your starts are one too large: the first pixel has the number 1.",
        "你的起点都大了 1：第一个像素的编号是 1。",
    ),
    "runs_row_major_zero_based": (
        "Two things at once: you go row by row (this code goes down the columns), and you count from 0 (it counts from 1).",
        "有两处不对：你是一行一行数的（这种编码一列一列往下数），而且从 0 数起（这种编码从 1 数起）。",
    ),
    "runs_end": (
        "Your second numbers are where the runs end. Their lengths are wanted.",
        "你的第二个数是游程的终点。要的是长度。",
    ),
    "runs_end_behind": (
        "Your second numbers are the places just behind the runs. Their lengths are wanted.",
        "你的第二个数是游程结束之后的那个位置。要的是长度。",
    ),
    "runs_swapped": (
        "The two numbers of each run are the wrong way round.",
        "每段游程的两个数写反了。",
    ),
    "runs_long": (
        "Your lengths are one too large. Count a run of a single pixel.",
        "你的长度都大了 1。拿只有一个像素的游程数一数。",
    ),
    "runs_short": (
        "Your lengths are one too small. Count a run of a single pixel.",
        "你的长度都小了 1。拿只有一个像素的游程数一数。",
    ),
    "runs_not_merged": (
        "Every pixel has become a run of its own. Neighbours belong together.",
        "你把每个像素都单独写成了一段。相邻的应当连成一段。",
    ),
    "runs_broken": (
        "Your runs break off at the foot of each column. One that reaches the foot may go on at the head of the next.",
        "你的游程一到列的底部就断开了。到了底部的游程，可以在下一列的顶部接着走。",
    ),
    "runs_background": (
        "You encode the background: True is the object.",
        "你编码的是背景：True 才是目标。",
    ),
    "runs_side_101": (
        "Right for 101×101 only: other masks have columns of another height.",
        "只对 101×101 的掩码成立：别的掩码，列的高度不一样。",
    ),
    "runs_unpadded": (
        "It goes wrong where the mask begins or ends with a run: there is no change from one pixel to the next to be found there.",
        "掩码以游程开头或结尾时会出错：那里没有前一个或后一个像素，找不到变化。",
    ),
    "runs_unpadded_by_sign": (
        "It goes wrong where the mask begins or ends with a run: there is nothing before it to rise from, or nothing behind "
        "it to fall to, and starts and ends no longer belong together.",
        "掩码以游程开头或结尾时会出错：前面没有可以升上来的 0，或者后面没有可以降下去的 0，起点和终点就配不上对了。",
    ),
    "runs_diff_bool": (
        "You find starts, but no ends. Is it np.diff of a bool mask? It says True at every change, up or down, and "
        "is never -1. Make numbers of the mask first.",
        "你找到了起点，没有找到终点。是不是对 bool 掩码用了 np.diff？它在每处变化都给 True，不分升降，永远不会是 -1。请先把掩码变成整数。",
    ),
    "runs_last_lost": (
        "A run that reaches the very last pixel gets lost: nothing ends it any more.",
        "一直延伸到最后一个像素的那段游程丢了：后面再没有东西让它结束。",
    ),
    "runs_first_lost": (
        "A run that starts at the very first pixel gets lost.",
        "从第一个像素就开始的那段游程丢了。",
    ),
    "runs_first_run_only": (
        "Only the first run is there. Does a return stand inside the loop?",
        "只有第一段游程。return 是不是写在循环里面了？",
    ),
    "runs_upside_down": (
        "You go up the columns. The numbering starts at the top.",
        "你每列是从下往上数的。编号从顶部开始。",
    ),
    "runs_gaps": (
        "Your starts are counted from the run before. Each start is the pixel's number in the whole mask.",
        "你的起点是从上一段算起的。每个起点都应是像素在整张掩码里的编号。",
    ),
}
