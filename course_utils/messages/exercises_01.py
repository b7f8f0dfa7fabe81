"""Hints of lesson 01: each names one mistake and never gives the answer away."""

TEXTS = {
    # output_size
    "size_forward": (
        "That is the forward convolution's formula, which shrinks. Here every input pixel stamps a kernel, "
        "so ask where the last stamp ends.",
        "这是普通卷积的公式，会让尺寸变小。这里每个输入像素都要盖一个核，请想想最后一个核盖到哪里。",
    ),
    "size_negative": (
        "Right as long as something is left. Padding can crop everything away: a length is never below 0.",
        "只要还有像素剩下，就都对。可是填充也可能把像素全裁光：长度不会小于 0。",
    ),
    "size_nothing_left": (
        "Right as long as something is left. What does the task say for a padding that crops everything away?",
        "只要还有像素剩下，就都对。填充把像素全裁光的时候，题目要求返回什么？",
    ),
    "size_nothing_raises": (
        "Right as long as something is left. Where padding crops everything away, the task wants a number, not an error.",
        "只要还有像素剩下，就都对。填充把像素全裁光的时候，题目要的是一个数，不是报错。",
    ),
    "size_forward_extended": (
        "That is the forward convolution's formula with output_padding added. The forward one shrinks: here every input "
        "pixel stamps a kernel, so ask where the last stamp ends.",
        "这是普通卷积的公式再加上 output_padding。普通卷积会让尺寸变小；这里每个输入像素都要盖一个核，请想想最后一个核盖到哪里。",
    ),
    "size_forward_exact": (
        "That is the forward convolution's formula, which divides by the stride and shrinks. Here every input pixel "
        "stamps a kernel, so ask where the last stamp ends.",
        "这是普通卷积的公式：除以步幅，尺寸变小。这里每个输入像素都要盖一个核，请想想最后一个核盖到哪里。",
    ),
    "size_forward_unpadded": (
        "That is the forward convolution's formula without padding, which shrinks. Here every input pixel stamps a kernel, "
        "so ask where the last stamp ends.",
        "这是不加填充的普通卷积的公式，会让尺寸变小。这里每个输入像素都要盖一个核，请想想最后一个核盖到哪里。",
    ),
    "size_padding_added": (
        "You added the padding. In a transposed convolution padding crops the output.",
        "你把 padding 加上去了。在转置卷积里，padding 是从输出上裁掉的。",
    ),
    "size_padding_once": (
        "You cropped one side only: padding is taken off both ends.",
        "你只裁了一边：padding 要从两端各裁一次。",
    ),
    "size_padding_ignored": (
        "The padding has no effect in your formula.",
        "你的公式里 padding 没有起作用。",
    ),
    "size_n_steps": (
        "You take one step too many: between n stamps, how many steps of the stride are there?",
        "你多走了一步：盖 n 个核，从第一个到最后一个要走几步？",
    ),
    "size_no_output_padding": (
        "output_padding has no effect in your formula.",
        "你的公式里 output_padding 没有起作用。",
    ),
    "size_output_padding_twice": (
        "You count output_padding twice: it extends one end only.",
        "output_padding 算了两次：它只加在一端。",
    ),
    "size_output_padding_removed": (
        "You subtract output_padding: it makes the output longer.",
        "你减去了 output_padding：它是让输出变长的。",
    ),
    "size_kernel_minus_one": (
        "One short: the last stamp covers the whole kernel, not the kernel less one.",
        "少了一个像素：最后一次盖下的是整个核，不是核宽减一。",
    ),
    "size_kernel_plus_one": (
        "One too many: the last stamp covers exactly the kernel's width.",
        "多了一个像素：最后一次盖下的正好是一个核宽。",
    ),
    "size_stride_ignored": (
        "The stride has no effect in your formula: the stamps lie stride pixels apart.",
        "你的公式里 stride 没有起作用：相邻两个核相隔 stride 个像素。",
    ),
    "size_same": (
        'n·stride is what Keras gives for padding="same". Here the kernel and the padding numbers decide.',
        'n·stride 是 Keras 在 padding="same" 时的结果。这里由核的大小和 padding 的数值决定。',
    ),
    "size_kernel_ignored": (
        "The kernel has no effect in your formula: even a single input pixel stamps a whole kernel.",
        "你的公式里核的大小没有起作用：哪怕只有一个输入像素，也要盖上整个核。",
    ),
    "size_arguments_swapped": (
        "n and kernel are swapped: n input pixels each stamp a kernel.",
        "n 和 kernel 弄反了：是 n 个输入像素各盖一个核。",
    ),
    "size_paddings_swapped": (
        "padding and output_padding are swapped: padding crops both ends, output_padding extends one.",
        "padding 和 output_padding 弄反了：padding 裁两端，output_padding 加在一端。",
    ),
    "size_output_padding_stride": (
        "You multiply output_padding by the stride: it counts output pixels already.",
        "你把 output_padding 乘了 stride：它本来就是按输出像素数的。",
    ),
    "size_kernel_in_steps": (
        "You multiply the kernel by the stride: only the starts of the stamps lie a stride apart.",
        "你把核宽也乘了 stride：只有核的起点才相隔一个 stride。",
    ),
    # conv_transpose2d
    "stamp_flipped": (
        "Your kernel is flipped. The stamp is the kernel as it stands.",
        "你把核翻转了。核是什么样，就照什么样盖下去。",
    ),
    "stamp_padding_added": (
        "Padding was added, not cropped: a transposed convolution takes it off the output.",
        "你把 padding 加上去了：在转置卷积里，padding 是从输出上裁掉的。",
    ),
    "stamp_padding_ignored": (
        "Without padding all is right, but the padding is never cropped.",
        "没有 padding 时都对，但 padding 没有被裁掉。",
    ),
    "stamp_padding_empty": (
        "With padding=0 nothing is left of your output: in out[p:-p], the slice 0:-0 is empty.",
        "padding=0 时你的输出是空的：out[p:-p] 在 p=0 时成了 out[0:-0]，而 -0 就是 0，所以什么也不剩。",
    ),
    "stamp_padding_one_side": (
        "You crop the top and left only: padding goes off every side.",
        "你只裁了上边和左边：四边都要裁。",
    ),
    "stamp_padding_other_side": (
        "You crop the bottom and right only: padding goes off every side.",
        "你只裁了下边和右边：四边都要裁。",
    ),
    "stamp_padding_twice": (
        "You crop twice the padding from each side.",
        "每边都裁了两倍的 padding。",
    ),
    "stamp_overwrites": (
        "Where stamps overlap, the later one wipes out the earlier one. They should add up.",
        "核重叠的地方，后盖的把先盖的抹掉了。应当累加。",
    ),
    "stamp_stride_ignored": (
        "The stride has no effect: stamps should lie stride pixels apart.",
        "stride 没有起作用：相邻两个核应相隔 stride 个像素。",
    ),
    "stamp_places_ignore_stride": (
        "The output has the right size, but the stamps still lie one pixel apart: where does input pixel (i, j) stamp?",
        "输出大小对了，但相邻两个核仍然只错开一个像素：输入像素 (i, j) 应该盖在哪里？",
    ),
    "stamp_range": (
        "Only pixels 0, stride, 2·stride, … stamp, and each where it stands. All input pixels stamp; what the stride sets "
        "apart are their places in the output.",
        "只有第 0、stride、2·stride……个像素盖了章，而且就盖在自己的位置上。每个输入像素都要盖；被 stride 拉开的，是它们在输出里的位置。",
    ),
    "stamp_forward": (
        "This is an ordinary convolution: it gathers a window into one pixel. Here one pixel is spread over a window.",
        "这是普通卷积：把一个窗口汇成一个像素。这里要反过来，把一个像素摊到一个窗口上。",
    ),
    "stamp_kernel_only": (
        "The input's values have no effect: every stamp is the kernel times its input pixel.",
        "输入的值没有起作用：每次盖的是“核 × 该输入像素的值”。",
    ),
    "stamp_input_only": (
        "The kernel's values have no effect: every stamp is the input pixel times the kernel.",
        "核的值没有起作用：每次盖的是“该输入像素的值 × 核”。",
    ),
    "stamp_kernel_transposed": ("Rows and columns of the kernel are swapped.", "核的行和列弄反了。"),
    "stamp_flipped_sideways": (
        "Your kernel is flipped left to right. The stamp is the kernel as it stands.",
        "你把核左右翻转了。核是什么样，就照什么样盖下去。",
    ),
    "stamp_flipped_upside_down": (
        "Your kernel is flipped upside down. The stamp is the kernel as it stands.",
        "你把核上下翻转了。核是什么样，就照什么样盖下去。",
    ),
    "stamp_padding_input": (
        "You put zeros around the input. Here padding works on the output, and crops it.",
        "你在输入四周补了零。这里的 padding 作用在输出上，而且是裁掉。",
    ),
    "stamp_first_only": (
        "Only the first input pixel has stamped. Does a return stand inside the loop?",
        "只有第一个输入像素盖了章。return 是不是写在循环里面了？",
    ),
    "stamp_averaged": (
        "You take the mean where stamps overlap. They should add up.",
        "核重叠的地方你取了平均。应当累加。",
    ),
    "stamp_normalised": (
        "You scaled the kernel to a sum of one. The stamp is the kernel as it stands.",
        "你把核缩放成总和为 1 了。核是什么样，就照什么样盖下去。",
    ),
    "stamp_whole_numbers": (
        "The decimals are cut off: your output array holds integers. Make it one of floats.",
        "小数被截掉了：你的输出数组是整数型。请用浮点数组。",
    ),
    "stamp_forward_unpadded": (
        "This is an ordinary convolution: it gathers a window into one pixel. Here one pixel is spread over a window.",
        "这是普通卷积：把一个窗口汇成一个像素。这里要反过来，把一个像素摊到一个窗口上。",
    ),
    # convolution_matrix
    "matrix_flipped": (
        'Your kernel is flipped: the "convolution" of deep learning is a cross-correlation, which does not flip.',
        "你的核翻转了：深度学习里的“卷积”其实是互相关，不翻转。",
    ),
    "matrix_transposed": (
        "That is C transposed: in C, rows belong to output pixels and columns to input pixels.",
        "这是 C 的转置。在 C 里，每一行对应一个输出像素，每一列对应一个输入像素。",
    ),
    "matrix_stride_ignored": (
        "The stride has no effect: you have a row for every position of the window.",
        "stride 没有起作用：窗口每挪一个像素，你都写了一行。",
    ),
    "matrix_column_major": (
        "Your pixels are numbered column by column; x.ravel() goes row by row.",
        "你是按列给像素编号的；x.ravel() 是按行的。",
    ),
    "matrix_kernel_transposed": (
        "Rows and columns of the kernel are swapped.",
        "核的行和列弄反了。",
    ),
    "matrix_stride_rows_only": (
        "The stride works from row to row but not from column to column.",
        "stride 只在窗口上下移动时起作用，左右移动时没有。",
    ),
    "matrix_stride_columns_only": (
        "The stride works from column to column but not from row to row.",
        "stride 只在窗口左右移动时起作用，上下移动时没有。",
    ),
    "matrix_same": (
        'You let the window hang over the edge ("same"). "valid" takes only windows that lie wholly inside.',
        "你让窗口伸出了边缘（same）。valid 只取完全落在图内的窗口。",
    ),
    "matrix_full": (
        'You let the window hang over the edge ("full"). "valid" takes only windows that lie wholly inside.',
        "你让窗口伸出了边缘（full）。valid 只取完全落在图内的窗口。",
    ),
    "matrix_places_ignore_stride": (
        "The number of rows is right, but your windows still move one pixel at a time.",
        "行数对了，但你的窗口仍然一次只挪一个像素。",
    ),
    "matrix_input_column_major": (
        "You number the input's pixels column by column; x.ravel() goes row by row.",
        "输入像素你是按列编号的；x.ravel() 是按行的。",
    ),
    "matrix_output_column_major": (
        "You number the output's pixels column by column; they should go row by row.",
        "输出像素你是按列编号的；应当按行。",
    ),
    "matrix_ones": (
        "Your rows say where the window lies, but not with which weights.",
        "你的每一行只标出了窗口在哪里，没有填上权重。",
    ),
    "matrix_normalised": (
        "You scaled the kernel to a sum of one. Use its numbers as they stand.",
        "你把核缩放成总和为 1 了。请直接用核里的数。",
    ),
    "matrix_whole_numbers": (
        "The decimals are cut off: your matrix holds integers. Make it one of floats.",
        "小数被截掉了：你的矩阵是整数型。请用浮点数组。",
    ),
    "matrix_stamping": (
        "That is the matrix of the transposed convolution itself. First write down the forward one: windows that gather.",
        "这是转置卷积自己的矩阵。先写出普通卷积的：每个窗口汇成一个像素。",
    ),
    "matrix_4d": (
        "The numbers are right, but C has two axes: flatten the output pixels into one and the input pixels into the other.",
        "数值都对，但 C 只有两个轴：输出像素展平成一个轴，输入像素展平成另一个轴。",
    ),
    # overlap_count
    "overlap_stride_ignored": (
        "The stride has no effect: your stamps lie one pixel apart.",
        "stride 没有起作用：你的相邻两个核只错开一个像素。",
    ),
    "overlap_length_same": (
        "The output is not n·stride long: the last stamp needs room for its whole kernel.",
        "输出的长度不是 n·stride：要给最后一个核留出整个核宽。",
    ),
    "overlap_padded_length": (
        "The output is too long: nothing is stamped after the last kernel.",
        "输出太长了：最后一个核之后，不会再盖任何东西。",
    ),
    "overlap_ones": (
        "You mark whether a pixel is covered, not how many times.",
        "你标的是“有没有被盖到”，要的是“被盖了几次”。",
    ),
    "overlap_constant": (
        "You give every pixel the highest count. The first and last pixels are covered less often.",
        "你给每个像素都填了最大的次数。其实开头和末尾的像素被盖的次数要少一些。",
    ),
    "overlap_short": (
        "Your stamps are one pixel too short.",
        "你的核短了一个像素。",
    ),
    "overlap_swapped": (
        "kernel and stride are swapped.",
        "kernel 和 stride 弄反了。",
    ),
    "overlap_2d": (
        "That is the two-dimensional table; one dimension is asked for.",
        "这是二维的表；这里只要一维。",
    ),
    "overlap_weighted": (
        "You add up the serial numbers of the stamps (1, 2, 3, …). Every stamp should count as one.",
        "你把核的编号加起来了。每个核只算一次。",
    ),
    "overlap_interior_only": (
        "The edges are missing: count for every output pixel from the first stamp's start to the last one's end.",
        "缺了边缘：从第一个核的开头到最后一个核的末尾，每个输出像素都要数。",
    ),
    "overlap_edges_only": (
        "You count as though stamps began at every pixel, and limit that by the edges. They begin at multiples of the stride.",
        "你这样数，好像每个像素处都有一个核开始，只在两端受边缘限制。其实核只从 stride 的整数倍处开始。",
    ),
    "overlap_range": (
        "There are too few stamps: range(0, n, stride) ends at n, but n counts stamps, not places in the output.",
        "核盖少了：range(0, n, stride) 到 n 就停了，可 n 数的是核的个数，不是输出里的位置。",
    ),
    "overlap_places_ignore_stride": (
        "The length is right, but your stamps still lie one pixel apart: where does stamp i begin?",
        "长度对了，但相邻两个核仍然只错开一个像素：第 i 个核从哪里开始？",
    ),
    "overlap_long": ("Your stamps are one pixel too long.", "你的核长了一个像素。"),
    "overlap_rounded_down": (
        "You give every pixel the same count. Pixels differ: near the ends, and wherever one more stamp reaches.",
        "你给每个像素填了同样的次数。其实各不相同：两端不同，多一个核够得着的地方也不同。",
    ),
    "overlap_arguments_swapped": (
        "n and kernel are swapped: n stamps, each of them kernel pixels long.",
        "n 和 kernel 弄反了：一共 n 个核，每个长 kernel 个像素。",
    ),
    "overlap_one_missing": (
        "The last stamp is missing: does your loop run over all n input pixels?",
        "最后一个核没有盖：你的循环走完全部 n 个输入像素了吗？",
    ),
    "overlap_starts_only": (
        "You mark only where each stamp begins, not all the pixels that it covers.",
        "你只标了每个核的起点，没有标它盖到的全部像素。",
    ),
    # bilinear_kernel
    "bilinear_1d": (
        "That is the one-dimensional profile; an image needs a square kernel, the two directions multiplied.",
        "这是一维的权重；图像要的是方形核，由两个方向相乘得到。",
    ),
    "bilinear_sums_to_one": (
        "Your weights sum to one, so the upsampled image comes out too dark. Each output pixel, not the kernel, has weights that sum to one.",
        "你的权重总和是 1，放大后的图会变暗。总和为 1 的应是每个输出像素得到的权重，不是整个核。",
    ),
    "bilinear_peak_one": (
        "You scaled the peak to one. With an even factor the middle falls between two pixels and no weight reaches one.",
        "你把峰值缩放到了 1。倍数为偶数时，中心落在两个像素之间，没有权重等于 1。",
    ),
    "bilinear_side_even": (
        "Odd factors have an odd side: see factor mod 2 in the formula.",
        "倍数为奇数时边长是奇数：看公式里的 factor mod 2。",
    ),
    "bilinear_side_odd": (
        "Even factors have an even side: see factor mod 2 in the formula.",
        "倍数为偶数时边长是偶数：看公式里的 factor mod 2。",
    ),
    "bilinear_centre": (
        "The peak lies half a pixel too far right and down: where is the middle of four pixels numbered 0 to 3?",
        "峰值偏右下半个像素：编号 0 到 3 的四个像素，中心在哪里？",
    ),
    "bilinear_centre_low": (
        "The peak lies half a pixel too far left and up: where is the middle of four pixels numbered 0 to 3?",
        "峰值偏左上半个像素：编号 0 到 3 的四个像素，中心在哪里？",
    ),
    "bilinear_centre_floor": (
        "The peak sits on a pixel to the right of the middle. Where is the middle of four pixels numbered 0 to 3?",
        "峰值落在了中心右边的一个像素上。编号 0 到 3 的四个像素，中心在哪里？",
    ),
    "bilinear_centre_factor": (
        "For even factors the peak sits on a pixel left of the middle. Where is the middle of four pixels numbered 0 to 3?",
        "倍数为偶数时，峰值落在了中心左边的一个像素上。编号 0 到 3 的四个像素，中心在哪里？",
    ),
    "bilinear_sum": (
        "You add the two directions. Bilinear weights are their product.",
        "你把两个方向相加了。双线性的权重是两个方向的乘积。",
    ),
    "bilinear_cone": (
        "Your weights fall with the straight distance to the middle, like a cone. Bilinear weights treat rows and columns apart.",
        "你的权重按到中心的直线距离下降，像个圆锥。双线性的权重是行、列两个方向分开算的。",
    ),
    "bilinear_cone_negative": (
        "Your weights fall with the straight distance to the middle, like a cone, and are negative in the corners. Bilinear "
        "weights treat rows and columns apart.",
        "你的权重按到中心的直线距离下降，像个圆锥，四角还成了负数。双线性的权重是行、列两个方向分开算的。",
    ),
    "bilinear_side_factor": (
        "Your kernel is as wide as one block. The tents have to reach into their neighbours: see the formula for the side.",
        "你的核只有一个小块那么宽。“帐篷”要伸到邻居那里：请看边长的公式。",
    ),
    "bilinear_whole_numbers": (
        "The decimals are cut off: your array holds integers. Make it one of floats.",
        "小数被截掉了：你的数组是整数型。请用浮点数组。",
    ),
    "bilinear_tiled": (
        "Your weights change along the columns only. Multiply the two directions.",
        "你的权重只沿列变化。请把两个方向相乘。",
    ),
    "bilinear_not_divided": (
        "The distance is not divided by the factor: your tent reaches zero one pixel away from the middle.",
        "距离没有除以 factor：你的“帐篷”离中心一个像素就降到零了。",
    ),
    "bilinear_box": (
        "All weights are equal. Bilinear weights fall off in a straight line from the middle.",
        "所有权重都相等。双线性的权重从中心向外线性下降。",
    ),
    "bilinear_nearest": (
        "That kernel copies every pixel into a block: nearest neighbour, not bilinear.",
        "这个核把每个像素复制成一块：那是最近邻插值，不是双线性。",
    ),
    "bilinear_mean": (
        "You average the two directions. Bilinear weights are their product.",
        "你对两个方向取了平均。双线性的权重是两个方向的乘积。",
    ),
    "bilinear_minimum": (
        "You take the smaller of the two directions. Bilinear weights are their product.",
        "你取了两个方向中较小的。双线性的权重是两个方向的乘积。",
    ),
    "bilinear_slope": (
        "Your weights fall too steeply for odd factors: they should not reach zero before they are one factor away from the middle.",
        "倍数为奇数时，你的权重降得太快：应当到离中心一个 factor 的地方才降到零。",
    ),
}
