"""Hints of lesson 01: each names one mistake and never gives the answer away."""

TEXTS = {
    # output_size
    "size_forward": (
        "That is the forward convolution's formula, which shrinks. Here every input pixel stamps a kernel, "
        "so ask where the last stamp ends.",
        "这是普通卷积的公式，会让尺寸变小。这里每个输入像素都要盖一个核，请想想最后一个核盖到哪里。",
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
        "多走了一步：n 个核之间有几个步幅？",
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
        "少了一个：最后一个核整个都要盖上，不是核宽减一。",
    ),
    "size_kernel_plus_one": (
        "One too many: the last stamp covers exactly the kernel's width.",
        "多了一个：最后一个核正好占一个核宽。",
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
    # conv_transpose2d
    "stamp_flipped": (
        "Your kernel is flipped. The stamp is the kernel as it stands.",
        "你的核翻转了。盖下去的就是核本来的样子。",
    ),
    "stamp_padding_added": (
        "Padding was added, not cropped: a transposed convolution takes it off the output.",
        "你是把 padding 加上去，而不是裁掉：转置卷积要从输出上裁去它。",
    ),
    "stamp_padding_ignored": (
        "Without padding all is right, but the padding is never cropped.",
        "没有 padding 时都对，但 padding 没有被裁掉。",
    ),
    "stamp_padding_empty": (
        "With padding=0 nothing is left of your output: in out[p:-p], the slice 0:-0 is empty.",
        "padding=0 时你的输出是空的：out[p:-p] 在 p=0 时就是 0:-0，什么也不剩。",
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
        "输出大小对了，但核仍然一个挨一个地盖：输入像素 (i, j) 应该盖在哪里？",
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
    # convolution_matrix
    "matrix_flipped": (
        "Your kernel is flipped: cross-correlation, as deep learning uses it, does not flip.",
        "你的核翻转了：深度学习里的“卷积”其实是互相关，不翻转。",
    ),
    "matrix_transposed": (
        "That is C transposed: rows belong to output pixels, columns to input pixels.",
        "这是 C 的转置：一行对应一个输出像素，一列对应一个输入像素。",
    ),
    "matrix_stride_ignored": (
        "The stride has no effect: you have a row for every position of the window.",
        "stride 没有起作用：窗口的每个位置你都写了一行。",
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
        "stride 只在行方向起作用，列方向没有。",
    ),
    "matrix_stride_columns_only": (
        "The stride works from column to column but not from row to row.",
        "stride 只在列方向起作用，行方向没有。",
    ),
    "matrix_same": (
        'You let the window hang over the edge ("same"). "valid" takes only windows that lie wholly inside.',
        "你让窗口伸出了边缘（same）。valid 只取完全落在图内的窗口。",
    ),
    "matrix_full": (
        'You let the window hang over the edge ("full"). "valid" takes only windows that lie wholly inside.',
        "你让窗口伸出了边缘（full）。valid 只取完全落在图内的窗口。",
    ),
    "matrix_4d": (
        "The numbers are right, but C has two axes: flatten the output pixels into one and the input pixels into the other.",
        "数值都对，但 C 只有两个轴：输出像素展平成一个轴，输入像素展平成另一个轴。",
    ),
    # overlap_count
    "overlap_stride_ignored": (
        "The stride has no effect: your stamps lie one pixel apart.",
        "stride 没有起作用：你的核一个挨一个。",
    ),
    "overlap_length_same": (
        "The output is not n·stride long: the last stamp needs room for its whole kernel.",
        "输出的长度不是 n·stride：最后一个核要留下整个核宽。",
    ),
    "overlap_padded_length": (
        "The output is too long: nothing is stamped after the last kernel.",
        "输出太长了：最后一个核之后不再有东西。",
    ),
    "overlap_ones": (
        "You mark whether a pixel is covered, not how many times.",
        "你标的是“有没有被盖到”，要的是“被盖了几次”。",
    ),
    "overlap_constant": (
        "You give every pixel the highest count. The first and last pixels are covered less often.",
        "你让每个像素都取最大次数。最前和最后的像素被盖的次数要少。",
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
        "You add up the stamps' numbers. Every stamp should count as one.",
        "你把核的编号加起来了。每个核只算一次。",
    ),
    "overlap_interior_only": (
        "The edges are missing: count for every output pixel from the first stamp's start to the last one's end.",
        "缺了边缘：从第一个核的开头到最后一个核的末尾，每个输出像素都要数。",
    ),
    "overlap_edges_only": (
        "You count as though stamps began at every pixel, and limit that by the edges. They begin at multiples of the stride.",
        "你像是让每个像素都起一个核，再用边缘去限制。核只从 stride 的整数倍处开始。",
    ),
    # bilinear_kernel
    "bilinear_1d": (
        "That is the one-dimensional profile; an image needs a square of its products.",
        "这是一维的曲线；图像需要两个方向相乘得到的方阵。",
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
        "The peak lies half a pixel too far right and down: a kernel of side w has its middle at (w − 1)/2.",
        "峰值偏右下半个像素：边长为 w 的核，中心在 (w − 1)/2。",
    ),
    "bilinear_centre_low": (
        "The peak lies half a pixel too far left and up: a kernel of side w has its middle at (w − 1)/2.",
        "峰值偏左上半个像素：边长为 w 的核，中心在 (w − 1)/2。",
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
        "Your weights fall too steeply for odd factors: they reach zero one factor away from the middle.",
        "倍数为奇数时你的权重降得太快：离中心一个 factor 处才降到零。",
    ),
}
