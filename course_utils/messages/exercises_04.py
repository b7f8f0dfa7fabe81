"""Hints of lesson 04: each names one mistake and never gives the answer away."""

TEXTS = {
    # content_loss
    "content_three_axes": (
        "Right for features with three axes only. F and P may have any number of them: sum over all, whatever they are.",
        "只有特征正好是三个轴时才对。F 和 P 可以有任意多个轴：不管有几个，全部求和。",
    ),
    "content_no_half": (
        "Twice what it should be. There is a factor in front of the sum.",
        "结果是应有的两倍。求和号前面还有一个系数。",
    ),
    "content_half_squared": (
        "Half of what it should be. The factor stands in front of the sum; yours has gone into the brackets and is squared along with them.",
        "结果只有应有的一半。系数应放在求和号前面；你把它放进了括号，于是也被平方了。",
    ),
    "content_mean": (
        "You take the mean over the features. Here they are summed.",
        "你对特征取了平均。这里要求和。",
    ),
    "content_mean_no_half": (
        "That is the mean squared error. Here the squares are summed, and there is a factor in front.",
        "这是均方误差（MSE）。这里要对平方求和，前面还有一个系数。",
    ),
    "content_per_position": (
        "You divide by the number of positions. Here it is a plain sum.",
        "你除以了位置的个数。这里只求和，不除。",
    ),
    "content_per_channel": (
        "You divide by the number of channels, as a mean over the last axis does. Here it is a plain sum.",
        "你除以了通道数（对最后一个轴取平均就会这样）。这里只求和，不除。",
    ),
    "content_not_squared": (
        "The differences aren't squared: positive and negative ones cancel.",
        "差没有平方：正的和负的会互相抵消。",
    ),
    "content_abs": (
        "You sum absolute differences. Here they are squared.",
        "你加的是差的绝对值。这里要用平方。",
    ),
    "content_abs_no_half": (
        "You sum absolute differences. Here they are squared, and there is a factor in front.",
        "你加的是差的绝对值。这里要用平方，前面还有一个系数。",
    ),
    "content_sum_squared": (
        "You sum first and square the sum. Each difference has a square of its own; otherwise positive and negative ones cancel.",
        "你先求和，再把和平方。应当每个差各自平方，否则正负会互相抵消。",
    ),
    "content_root": (
        "You take the square root at the end (a norm). Here it stays a sum of squares, with a factor in front.",
        "你最后开了平方根（也就是范数）。这里保留平方和，前面还有一个系数。",
    ),
    "content_root_half": (
        "You take the square root of the sum (a norm). Here it stays a sum of squares.",
        "你对和开了平方根（也就是范数）。这里保留平方和。",
    ),
    "content_sign": (
        "The sign is wrong: the more alike the features are, the smaller the loss should be.",
        "符号反了：特征越接近，损失应当越小。",
    ),
    "content_plus": (
        "You square sums of F and P. It is their difference that counts.",
        "你平方的是 F 与 P 之和。要看的是它们的差。",
    ),
    "content_squares_apart": (
        "You square F and P apart and subtract then. Subtract first: otherwise your loss may even be negative.",
        "你把 F 和 P 分别平方，再相减。应当先相减，否则损失甚至可能是负的。",
    ),
    "content_one_only": (
        "P plays no part in yours. What should F come close to?",
        "P 没有起作用。F 应当接近的是什么？",
    ),
    "content_grams": (
        "You compare Gram matrices: that is style, and forgets where things are. Content compares the features themselves.",
        "你比较的是 Gram 矩阵：那是风格，它不记得东西在哪里。内容要直接比较特征本身。",
    ),
    # gram_matrix
    "gram_positions": (
        "Your products are those of positions with positions: a matrix of side H·W. It is channels that are multiplied "
        "with channels, and the positions summed over.",
        "你算的是位置与位置的乘积，矩阵的边长是 H·W。应当是通道与通道相乘，对位置求和。",
    ),
    "gram_mixed": (
        "Your reshape to N rows mixes the channels. In memory the N channels of one position lie side by side, and reshape never "
        "changes that order: moving an axis is another operation.",
        "你的 reshape 直接变成 N 行，把通道弄混了。内存里，同一个位置的 N 个通道是挨着放的，reshape 不会改变这个顺序；移动轴要用另一种操作。",
    ),
    "gram_channels_first": (
        "You take the first axis for the channels, as PyTorch has it. In TensorFlow they are the last.",
        "你把第一个轴当成了通道，那是 PyTorch 的排法。TensorFlow 里通道是最后一个轴。",
    ),
    "gram_per_position": (
        "You divide by the number of positions. Here the Gram matrix is not normalised; that comes in the loss.",
        "你除以了位置的个数。这里的 Gram 矩阵不归一化，归一化放在损失里。",
    ),
    "gram_per_position_twice": (
        "You divide by the square of the number of positions. The Gram matrix is the sum itself; the loss divides later.",
        "你除以了位置数的平方。Gram 矩阵就是和本身；要除的，后面的损失里才除。",
    ),
    "gram_per_number": (
        "You divide by the number of all features, H·W·N. Here the Gram matrix is not normalised; that comes in the loss.",
        "你除以了特征的总个数 H·W·N。这里的 Gram 矩阵不归一化，归一化放在损失里。",
    ),
    "gram_per_number_twice": (
        "You divide by twice the number of all features. Here the Gram matrix is not normalised; that comes in the loss.",
        "你除以了特征总个数的两倍。这里的 Gram 矩阵不归一化，归一化放在损失里。",
    ),
    "gram_per_channel": (
        "You divide by the number of channels. Here the Gram matrix is not normalised; that comes in the loss.",
        "你除以了通道数。这里的 Gram 矩阵不归一化，归一化放在损失里。",
    ),
    "gram_halved": (
        "Half of what it should be. There is no factor here.",
        "结果只有应有的一半。这里没有系数。",
    ),
    "gram_centred": (
        "You subtract the mean of each channel first. That is a covariance (up to a factor); here nothing is subtracted.",
        "你先减去了每个通道的平均值。那样得到的是协方差（差一个系数）；这里什么也不减。",
    ),
    "gram_covariance": (
        "That is the covariance matrix of the channels: nothing is subtracted here, and nothing divided.",
        "这是通道的协方差矩阵：这里既不减平均值，也不做除法。",
    ),
    "gram_correlation": (
        "You bring every channel to length 1 first, so that your diagonal is all ones. How strong a channel is belongs to the style.",
        "你先把每个通道都归一化成了长度 1，于是对角线全是 1。通道有多强，也是风格的一部分。",
    ),
    "gram_diagonal": (
        "You multiply each channel with itself only: everything beside the diagonal is 0. Which channels go together is what matters most.",
        "你只让每个通道和自己相乘：对角线以外全是 0。哪些通道会一起出现，才是最重要的。",
    ),
    "gram_diagonal_only": (
        "You multiply each channel with itself only, one number a channel. Which channels go together is what matters most.",
        "你只让每个通道和自己相乘，每个通道得到一个数。哪些通道会一起出现，才是最重要的。",
    ),
    "gram_sums_first": (
        "You sum each channel over the positions first and multiply the sums. Multiply at every position, then sum: only so "
        "does it show which channels are active at the same place.",
        "你先把每个通道对位置求和，再把和相乘。应当在每个位置上先相乘，再求和：这样才看得出哪些通道在同一个地方一起出现。",
    ),
    "gram_per_row": (
        "You have one matrix for each row of the picture (tf.matmul treats the first axis as a batch). The sum goes over both "
        "spatial axes.",
        "你为图像的每一行各得到了一个矩阵（tf.matmul 会把第一个轴当成 batch）。应当对两个空间轴都求和。",
    ),
    "gram_per_column": (
        "You have one matrix for each column of the picture. The sum goes over both spatial axes.",
        "你为图像的每一列各得到了一个矩阵。应当对两个空间轴都求和。",
    ),
    "gram_not_summed": (
        "You have one matrix for every position. They still have to be summed.",
        "你为每个位置各得到了一个矩阵。还要把它们加起来。",
    ),
    "gram_extra_axis": (
        "There is an axis of length 1 too many in front.",
        "前面多了一个长度为 1 的轴。",
    ),
    "gram_sum": (
        "Everything has been summed to one number, the squares of all features. A matrix of channels by channels is wanted.",
        "你把所有特征的平方加成了一个数。要的是“通道 × 通道”的矩阵。",
    ),
    "gram_root": (
        "You take the square root at the end. The sum of products is wanted as it is.",
        "你最后开了平方根。要的就是乘积之和本身。",
    ),
    "gram_not_symmetric": (
        "A Gram matrix is symmetric: channel i with channel j is the same as j with i. Yours is not. Is one of its halves "
        "missing, or are the two sides of the product not the same features?",
        "Gram 矩阵是对称的：通道 i 与 j 的乘积等于 j 与 i 的乘积。你的矩阵不对称。是不是缺了一半，或者相乘的两边不是同一组特征？",
    ),
    "gram_negative": (
        "A Gram matrix has no negative eigenvalue, since a sum of squares can't be negative. Yours has one: look for a sign, "
        "or for something subtracted.",
        "Gram 矩阵没有负的特征值，因为平方和不会是负数。你的矩阵却有：请检查符号，或者是不是减去了什么。",
    ),
    "gram_remembers_where": (
        "When the positions of the features are shuffled, your matrix changes. It should be the same: the sum doesn't care about order.",
        "把特征的位置打乱，你的矩阵就变了。它应当不变：求和与顺序无关。",
    ),
    # style_layer_loss
    "style_undivided": (
        "The sum of squares is right, but it is not divided by anything: large layers would drown the small ones.",
        "平方和是对的，但没有除以任何东西：大的层会盖过小的层。",
    ),
    "style_content_loss": (
        "That is half the sum, as content_loss gives it: it has a ½ of its own. Here the only factor is in the denominator, and the sizes are there too.",
        "这是和的一半，content_loss 给出的就是它：里面自带一个 ½。这里的系数只在分母里，分母里还有各个大小。",
    ),
    "style_swapped": (
        "F and A are swapped: F are the features, and A is a Gram matrix already.",
        "F 和 A 对调了：F 是特征，A 本来就是 Gram 矩阵。",
    ),
    "style_no_squares": (
        "In your denominator the sizes aren't squared. The sum is one of squares of sums over M positions.",
        "分母里的大小没有平方。分子是“对 M 个位置求和”的平方再相加。",
    ),
    "style_positions_not_squared": (
        "In your denominator the number of positions isn't squared.",
        "分母里位置的个数没有平方。",
    ),
    "style_channels_not_squared": (
        "In your denominator the number of channels isn't squared.",
        "分母里的通道数没有平方。",
    ),
    "style_no_4": (
        "Your denominator has the sizes but lacks its factor.",
        "分母里的大小是对的，但少了系数。",
    ),
    "style_2": (
        "Twice what it should be: look at the factor in the denominator.",
        "结果是应有的两倍：请检查分母里的系数。",
    ),
    "style_16": (
        "A quarter of what it should be: the factor in your denominator is squared along with the sizes. Does a bracket reach too far?",
        "结果只有应有的四分之一：分母里的系数和大小一起被平方了。括号是不是套得太宽？",
    ),
    "style_height_only": (
        "Your M is only the height of the layer. All positions count.",
        "你的 M 只是这一层的高。应当是所有位置的个数。",
    ),
    "style_width_only": (
        "Your M is only the width of the layer. All positions count.",
        "你的 M 只是这一层的宽。应当是所有位置的个数。",
    ),
    "style_channels_twice": (
        "The channels come in twice as often as they should: your M counts them too (tf.size?), or a mean divides by them once more.",
        "通道数多除了一次：要么你的 M 把通道也数进去了（是不是用了 tf.size？），要么取平均时又除了一遍。",
    ),
    "style_only_4": (
        "Your denominator has its factor but not the sizes of the layer.",
        "分母里只有系数，没有这一层的大小。",
    ),
    "style_no_channels": (
        "The number of channels is missing from your denominator.",
        "分母里少了通道数。",
    ),
    "style_no_positions": (
        "The number of positions is missing from your denominator. A larger picture would weigh more.",
        "分母里少了位置的个数。这样图像越大，损失就越大。",
    ),
    "style_mean": (
        "You take the mean over the Gram matrix. That divides by the channels only: the positions and the factor are missing.",
        "你对 Gram 矩阵取了平均。那只除以了通道数：还少了位置的个数和系数。",
    ),
    "style_multiplied": (
        "You multiply by the last factors instead of dividing: in Python a / 4 * b divides by 4 only.",
        "后面的因子你是乘上去的，没有除：在 Python 里，a / 4 * b 只除以 4。",
    ),
    "style_not_squared": (
        "The differences of the Gram matrices aren't squared: positive and negative ones cancel.",
        "Gram 矩阵的差没有平方：正的和负的会互相抵消。",
    ),
    "style_abs": (
        "You sum absolute differences. Here they are squared.",
        "你加的是差的绝对值。这里要用平方。",
    ),
    "style_sum_squared": (
        "You sum the differences first and square the sum. Each entry of the matrix has a square of its own.",
        "你先把差加起来，再平方。应当矩阵的每一项各自平方。",
    ),
    "style_root": (
        "You take the square root of the sum (a norm). Here it stays a sum of squares.",
        "你对和开了平方根（也就是范数）。这里保留平方和。",
    ),
    "style_plus": (
        "You square the sum of the two Gram matrices. It is their difference that counts.",
        "你平方的是两个 Gram 矩阵之和。要看的是它们的差。",
    ),
    "style_squares_apart": (
        "You square the two matrices apart and subtract then. Subtract first.",
        "你把两个矩阵分别平方，再相减。应当先相减。",
    ),
    "style_sign": (
        "The sign is wrong: the closer the style, the smaller the loss should be.",
        "符号反了：风格越接近，损失应当越小。",
    ),
    "style_ignored": (
        "A plays no part in yours. Which style should F come close to?",
        "A 没有起作用。F 应当接近哪一种风格？",
    ),
    "style_gram_of_gram": (
        "You take the Gram matrix of A, or take A for features of shape (H, W, N). A already is a Gram matrix, (N, N).",
        "你把 A 当成了形状为 (H, W, N) 的特征，或者又对它算了一次 Gram 矩阵。A 本来就是 Gram 矩阵，形状 (N, N)。",
    ),
    "style_gram_normalised": (
        "You divide the Gram matrix of F by the number of positions, but A isn't divided: the two don't fit together.",
        "你把 F 的 Gram 矩阵除以了位置的个数，A 却没有除：两者对不上。",
    ),
    "style_diagonal": (
        "You compare the diagonals only. Which channels go together stands beside the diagonal.",
        "你只比较了对角线。哪些通道会一起出现，记在对角线以外。",
    ),
    "style_halved": (
        "Half of what it should be. The only factor is in the denominator; content_loss and tf.nn.l2_loss bring a ½ of their own.",
        "结果只有应有的一半。系数只有分母里的那一个；content_loss 和 tf.nn.l2_loss 里面都自带一个 ½。",
    ),
    "style_features": (
        "You subtract A from the features themselves. A is a Gram matrix; what has to become of F first?",
        "你直接用特征减去 A。A 是 Gram 矩阵；F 应当先变成什么？",
    ),
    "style_overflow": (
        "For features of shape {shape} your result is wrong, though the small ones were right: your denominator exceeds the "
        "whole numbers of 32 bits. The numbers of F.shape are Python's, which have no limit; those of tf.shape(F) must become "
        "floats before they are multiplied.",
        "小的特征都算对了，但形状为 {shape} 时结果不对：你的分母超出了 32 位整数的范围。F.shape 给出的是 Python 整数，没有上限；"
        "tf.shape(F) 给出的要先转成浮点数，再相乘。",
    ),
    # statistics_loss
    "statistics_variance": (
        "You compare variances with std. The standard deviation is the square root of the variance.",
        "你拿方差去和 std 比了。标准差是方差的平方根。",
    ),
    "statistics_variances": (
        "You compare variances on both sides. It is the standard deviations that are compared.",
        "你两边比的都是方差。要比的是标准差。",
    ),
    "statistics_std_squared": (
        "You square std before comparing. It is a standard deviation already, as your own is.",
        "比较之前，你又把 std 平方了。它和你算出的一样，本来就是标准差。",
    ),
    "statistics_sample": (
        "You divide by one position less than there are (the sample's standard deviation). The population's divides by all of them.",
        "你除的是位置数减一（样本标准差）。这里要总体标准差，除以全部位置的个数。",
    ),
    "statistics_not_centred": (
        "What you take for the spread is the root of the mean square: the map's mean hasn't been subtracted.",
        "你当作标准差的，其实是均方根：没有先减去这张特征图的均值。",
    ),
    "statistics_deviation": (
        "You take the mean absolute deviation. The standard deviation squares, averages, and takes the root.",
        "你算的是平均绝对偏差。标准差要先平方，再取平均，最后开方。",
    ),
    "statistics_no_std": ("The standard deviations play no part in yours.", "标准差没有起作用。"),
    "statistics_no_mean": ("The means play no part in yours.", "均值没有起作用。"),
    "statistics_sum": (
        "You sum over the maps. The mean over them is wanted, so that a layer with more maps weighs no more.",
        "你对各张特征图求了和。这里要取平均，免得特征图多的层分量更重。",
    ),
    "statistics_half": (
        "Half of what it should be: you average over 2N numbers, or put a ½ in front. For each map the two squares are added; the mean "
        "goes over the N maps.",
        "结果只有应有的一半：你对 2N 个数取了平均，或者前面多乘了 ½。每张特征图的两个平方要相加，再对 N 张取平均。",
    ),
    "statistics_sum_half": (
        "You sum over the maps and take half (tf.nn.l2_loss does that). The mean over the maps is wanted, without a ½.",
        "你对各张特征图求和再取一半（tf.nn.l2_loss 就是这样）。这里要对特征图取平均，没有 ½。",
    ),
    "statistics_abs": (
        "You add absolute differences. Here they are squared.",
        "你加的是差的绝对值。这里要用平方。",
    ),
    "statistics_not_squared": (
        "The differences aren't squared: positive and negative ones cancel.",
        "差没有平方：正的和负的会互相抵消。",
    ),
    "statistics_gaps_added": (
        "You add the two differences of a map first and square their sum. Each has a square of its own.",
        "你先把一张特征图的两个差相加，再平方。应当各自平方。",
    ),
    "statistics_mean_squared": (
        "You average the differences over the maps first and square then, so that maps too high and too low cancel. Square first.",
        "你先把差对特征图取了平均，再平方，偏高和偏低的会互相抵消。应当先平方。",
    ),
    "statistics_maps_averaged": (
        "You average the differences of the means over the maps before you square them. Square first.",
        "你先把均值之差对特征图取了平均，再平方。应当先平方。",
    ),
    "statistics_root": (
        "You take a square root at the end. The squares stay squares.",
        "你最后又开了平方根。这里保留平方。",
    ),
    "statistics_root_sum": (
        "You take the root of the sum (a norm). The mean over the maps of the squares is wanted.",
        "你对和开了平方根（也就是范数）。这里要的是平方对特征图的平均。",
    ),
    "statistics_roots": (
        "You take a square root for each map. The squares stay squares.",
        "你对每张特征图开了平方根。这里保留平方。",
    ),
    "statistics_sign": (
        "The sign is wrong: the closer the style, the smaller the loss should be.",
        "符号反了：风格越接近，损失应当越小。",
    ),
    "statistics_minus": (
        "The second square is subtracted. Both are added.",
        "第二个平方被减掉了。两个应当相加。",
    ),
    "statistics_swapped": ("mean and std are swapped.", "mean 和 std 对调了。"),
    "statistics_ignored": (
        "mean and std play no part in yours. Which style should F come close to?",
        "mean 和 std 没有起作用。F 应当接近哪一种风格？",
    ),
    "statistics_whole": (
        "You take one mean and one spread over positions and maps together. Each map has its own: the average goes over the positions.",
        "你把位置和特征图放在一起，只算出一个均值和一个标准差。每张特征图各有自己的一份：只对位置取平均。",
    ),
    "statistics_maps_apart": (
        "You average over the maps on both sides before you compare. Each map is compared with its own mean and std.",
        "比较之前，你把两边都对特征图取了平均。每张特征图要和它自己的 mean、std 比。",
    ),
    "statistics_over_maps": (
        "You average over the maps, the last axis. Each map keeps its own mean and spread: the average goes over the positions, the first two axes.",
        "你对最后一个轴（特征图）取了平均。每张特征图要留着自己的均值和标准差：应当对前两个轴（位置）取平均。",
    ),
    "statistics_per_column": (
        "You average over the first axis only, so that each column of the picture has its own mean and spread. Positions have two axes.",
        "你只对第一个轴取了平均，图像的每一列各有一份均值和标准差。位置有两个轴。",
    ),
    "statistics_per_row": (
        "You average over the second axis only, so that each row of the picture has its own mean and spread. Positions have two axes.",
        "你只对第二个轴取了平均，图像的每一行各有一份均值和标准差。位置有两个轴。",
    ),
    "statistics_positions": (
        "You subtract mean at every position, before averaging. It is the mean over the positions that is compared.",
        "你在每个位置上就减去了 mean，还没有取平均。要比的是对位置取平均之后的均值。",
    ),
    "statistics_flat": (
        "Where a map has the same value everywhere your loss isn't a number. Its variance is 0, or by rounding a little less: that has no "
        "root, and 0/0 no value.",
        "一张特征图处处相等时，你的损失不是正常的数。这时方差是 0，舍入之后甚至略小于 0，不能开方；0/0 也没有值。",
    ),
    "statistics_flat_value": (
        "With maps that are constant, or very busy, yours gives {got}, and it should be {wanted}. Is the small number under the root larger than 1e-5?",
        "有的特征图处处相等或者起伏很大时，你得到 {got}，应当是 {wanted}。根号下加的那个小数是不是超过了 1e-5？",
    ),
    "statistics_flat_slope": (
        "The values are right, but where a map has the same value everywhere the gradient is NaN: a square root has an infinite slope at 0 "
        "(tf.math.reduce_std has one inside). One map that nothing wakes would spoil the whole picture. What keeps the number under the root above 0?",
        "数值是对的，但一张特征图处处相等时梯度成了 NaN：平方根在 0 处斜率无穷大（tf.math.reduce_std 里面就有一个）。"
        "只要有一张特征图毫无反应，整幅图就毁了。怎样让根号下的数总大于 0？",
    ),
    # variation_loss
    "variation_down_only": (
        "You compare each pixel with the one below only. The direction to the right is missing.",
        "你只比较了上下相邻的像素，少了左右方向。",
    ),
    "variation_right_only": (
        "You compare each pixel with the one to its right only. The direction downwards is missing.",
        "你只比较了左右相邻的像素，少了上下方向。",
    ),
    "variation_around": (
        "Your picture is closed to a ring: the last row is compared with the first, and the last column too (tf.roll does that). "
        "At the edge there is no neighbour.",
        "你的图像首尾相接了：最后一行（列）又和第一行（列）比较（tf.roll 就会这样）。边缘之外没有邻居。",
    ),
    "variation_padded": (
        "You compare the edge with zeros outside the picture. At the edge there is no neighbour: the difference has one row, or "
        "column, less.",
        "你拿边缘的像素和图像之外的 0 比较了。边缘之外没有邻居：做差之后会少一行（列）。",
    ),
    "variation_cropped": (
        "The last row and the last column are cut off too early: each direction loses only its own. The two need not have the same shape.",
        "最后一行和最后一列切得太早了：每个方向只少它自己的那一行（列）。两个方向的形状不必相同。",
    ),
    "variation_diagonal": (
        "You compare each pixel with the one diagonally below: both indices move at once. Downwards and to the right are two differences.",
        "你比较的是斜对角的像素：两个下标一起移动了。向下和向右应当是两个差。",
    ),
    "variation_diagonals": (
        "You compare along the diagonals. The neighbours are those below and to the right.",
        "你沿着对角线比较了。邻居是下面的和右边的像素。",
    ),
    "variation_second_neighbours": (
        "You compare each pixel with the one after the next. Neighbours are one step apart.",
        "你隔着一个像素比较了。相邻的像素只差一步。",
    ),
    "variation_channels": (
        "You take differences between the channels, red with green. Neighbours are pixels: the first two axes.",
        "你比较的是通道之间的差（红与绿）。邻居是像素，也就是前两个轴。",
    ),
    "variation_channels_too": (
        "You take differences between the channels as well. Neighbours are pixels: only the first two axes.",
        "你把通道之间的差也算进去了。邻居是像素，只看前两个轴。",
    ),
    "variation_squared": (
        "You square the differences whatever the exponent is.",
        "不管 exponent 是多少，你都把差平方了。",
    ),
    "variation_exponent_ignored": (
        "exponent has no effect in yours. (For 1 your loss is right.)",
        "exponent 没有起作用。（它等于 1 时，你的损失是对的。）",
    ),
    "variation_exponent_doubled": (
        "Yours is twice the exponent: the differences are squared already before the power is taken.",
        "你用的指数是 exponent 的两倍：取幂之前，差已经平方过了。",
    ),
    "variation_exponent_halved": (
        "Yours is half the exponent. Halving it is right only for differences that were squared before.",
        "你用的指数只有 exponent 的一半。只有差先平方过，才需要减半。",
    ),
    "variation_exponent_root": (
        "Yours is 1/exponent.",
        "你用的指数是 1/exponent。",
    ),
    "variation_exponent_multiplied": (
        "You multiply by exponent. Raise to that power instead.",
        "你乘上了 exponent。它是指数，应当取幂。",
    ),
    "variation_exponent_late": (
        "You raise the whole sum to that power. Every single difference is raised, then summed.",
        "你对整个和取了幂。应当每个差先取幂，再求和。",
    ),
    "variation_exponent_late_each": (
        "You raise the sum of each direction to that power. Every single difference is raised, then summed.",
        "你对每个方向的和取了幂。应当每个差先取幂，再求和。",
    ),
    "variation_isotropic": (
        "You combine both directions to one length, under a square root, before you take the power. That is another, the isotropic, "
        "variation. Here each difference has its own power.",
        "你先把两个方向合成一个长度（开了平方根），再取幂。那是另一种定义，叫各向同性（isotropic）总变差。这里每个差各自取幂。",
    ),
    "variation_root": (
        "You take the root of the sum at the end (a norm). Here it stays a sum.",
        "你最后对和开了方（也就是范数）。这里保留和本身。",
    ),
    "variation_no_abs": (
        "Negative differences spoil yours: they cancel the positive ones, or have no power at all (NaN). It is the size of a "
        "difference that counts.",
        "负的差出了问题：它们会和正的抵消，或者根本不能取幂（NaN）。要看的是差的大小。",
    ),
    "variation_signed": (
        "Your powers keep the sign of the difference, so that rises and falls cancel. It is the size that counts.",
        "你的幂保留了差的正负号，上升和下降会互相抵消。要看的是差的大小。",
    ),
    "variation_mean": (
        "You take the mean in each direction. Here everything is summed.",
        "你对每个方向取了平均。这里全部求和。",
    ),
    "variation_per_number": (
        "You divide by the number of all values. Here everything is summed.",
        "你除以了数值的总个数。这里只求和，不除。",
    ),
    "variation_per_pixel": (
        "You divide by the number of pixels. Here everything is summed.",
        "你除以了像素的个数。这里只求和，不除。",
    ),
    "variation_per_channel": (
        "You take the mean over the channels. Here they are summed.",
        "你对通道取了平均。这里要求和。",
    ),
    "variation_grey": (
        "You make the picture grey first. Red and green noise that cancel in grey should count, so each channel has its own differences.",
        "你先把图像变成了灰度。红、绿噪声在灰度里会抵消，但也应当算进去：每个通道各算各的差。",
    ),
    "variation_twice": (
        "Every pair of neighbours counts twice in yours, once from either side.",
        "每一对相邻像素你都算了两次，从两边各算了一次。",
    ),
    "variation_halved": (
        "Half of what it should be. There is no factor here.",
        "结果只有应有的一半。这里没有系数。",
    ),
    "variation_sign": (
        "The sign is wrong: the smoother the picture, the smaller the loss should be.",
        "符号反了：图像越平滑，损失应当越小。",
    ),
    "variation_levels": (
        "You go back to values up to 255. The picture stays in [0, 1].",
        "你把图像换回了 0 到 255。图像应当保持在 [0, 1]。",
    ),
    "variation_flat": (
        "Where neighbours are equal your loss isn't a number: the logarithm or a power of 0 comes in.",
        "相邻像素相等的地方，你的损失不是正常的数：出现了 0 的对数，或 0 的某次幂。",
    ),
    "variation_flat_value": (
        "In a picture with equal neighbours yours gives {got}, and it should be {wanted}. Is the small number that you add too large?",
        "图像里有相邻像素相等时，你得到 {got}，应当是 {wanted}。你加上的那个小数是不是太大了？",
    ),
    "variation_flat_slope": (
        "The values are right, but where neighbours are equal the gradient is NaN: a square root, or a power below 1, of a 0 "
        "has an infinite slope. One flat spot would spoil the whole picture. What gives the size of a difference without a root?",
        "数值是对的，但相邻像素相等的地方梯度成了 NaN：在 0 处开平方，或取小于 1 的幂，斜率是无穷大。只要有一块平坦区域，"
        "整幅图就毁了。不开方，怎样得到差的大小？",
    ),
}
