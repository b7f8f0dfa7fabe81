"""Labels, captions and alt texts of lesson 01's demos."""

TEXTS = {
    "demo_input_size": ("input size n", "输入边长 n"),
    "demo_kernel_size": ("kernel size k", "核大小 k"),
    "demo_stride": ("stride s", "步幅 s"),
    "demo_padding": ("padding p", "填充 p"),
    "demo_output_padding": ("output padding", "输出填充"),
    "demo_step": ("stamps so far", "已盖次数"),
    "demo_values": ("input values", "输入的值"),
    "demo_values_ones": ("all ones", "全 1"),
    "demo_values_count": ("1, 2, 3, …", "1, 2, 3, …"),
    "demo_values_spot": ("a single one", "只有一个 1"),
    "demo_weights": ("kernel weights", "核的权重"),
    "demo_weights_ones": ("all ones", "全 1"),
    "demo_weights_count": ("1, 2, 3, …", "1, 2, 3, …"),
    "demo_weights_bilinear": ("bilinear", "双线性"),
    "demo_weights_random": ("random", "随机"),
    "demo_edited": ("your own kernel", "自定义核"),
    "demo_title_input": ("input", "输入"),
    "demo_title_kernel": ("kernel", "卷积核"),
    "demo_title_output": ("output (framed)", "输出（框内）"),
    "demo_title_cropped": (
        "output (framed; the grey border is cropped by the padding)",
        "输出（框内部分；灰色边缘由填充裁掉）",
    ),
    "demo_formula": (
        "output size = (n − 1)·s − 2p + k + output padding =",
        "输出边长 = (n − 1)·s − 2p + k + 输出填充 =",
    ),
    "demo_stamps_alt": (
        "A {n}×{n} input, a {k} kernel and the output grid for stride {s}, padding {p}, output padding {op}, "
        "after {step} of {all} stamps; the newest stamp is framed in orange.",
        "{n}×{n} 的输入、{k} 的核与输出网格（步幅 {s}，填充 {p}，输出填充 {op}），"
        "共 {all} 个印章，已盖 {step} 个，最新一个用橙色框标出。",
    ),
    "demo_kernel_ragged": (
        "Write the kernel as rows of equally many numbers, with a semicolon between rows: 1 2 1; 2 4 2; 1 2 1",
        "请按行写核，每行的数字一样多，行与行之间用分号隔开，例如：1 2 1; 2 4 2; 1 2 1",
    ),
    "demo_kernel_large": ("The kernel may have up to 5 rows and 5 columns.", "核最多 5 行 5 列。"),
    "demo_kernel_number": (
        "Every entry of the kernel must be a number between -999 and 999.",
        "核的每一项都必须是 -999 到 999 之间的数。",
    ),
    "demo_illegal_extra": (
        "Output padding {op} must stay below stride {s}: a whole further step would belong to a further input pixel.",
        "输出填充 {op} 必须小于步幅 {s}：再多一整步，就该属于下一个输入像素了。",
    ),
    "demo_illegal_padding": (
        "Padding {p} crops the whole output away. Choose less padding, a larger kernel or a larger input.",
        "填充 {p} 把整个输出都裁没了。请减小填充，或者换更大的核、更大的输入。",
    ),
    "demo_holes": (
        "The stride is larger than the kernel: between the stamps some pixels get nothing at all.",
        "步幅比核还大：核与核之间有的像素什么也没得到。",
    ),
    "demo_layers": ("layers", "层数"),
    "demo_method": ("upsampling by", "上采样方式"),
    "demo_transposed": ("transposed convolution", "转置卷积"),
    "demo_resize": ("resize, then convolve", "先放大，再卷积"),
    "demo_title_line": ("a constant line, after upsampling", "一维常数输入，上采样之后"),
    "demo_title_plane": ("a constant image, after upsampling", "二维常数图像，上采样之后"),
    "demo_axis_position": ("output pixel", "输出像素"),
    "demo_uneven": (
        "Away from the ends the line runs from {low:.3g} to {high:.3g}, a factor of {ratio:.2f}; in the image that is squared, "
        "{square:.2f}: a checkerboard.",
        "除去两端，一维的数值从 {low:.3g} 到 {high:.3g}，最大是最小的 {ratio:.2f} 倍；图像上是它的平方，{square:.2f} 倍：出现棋盘格。",
    ),
    "demo_even": ("Away from the ends all values are equal.", "除去两端，所有数值都相等。"),
    "demo_divisible": ("The stride {s} divides the kernel size {k}.", "步幅 {s} 整除核大小 {k}。"),
    "demo_not_divisible": (
        "The stride {s} does not divide the kernel size {k}.",
        "步幅 {s} 不能整除核大小 {k}。",
    ),
    "demo_resize_why": (
        "Every output pixel sees a whole kernel, whatever its weights.",
        "不管权重如何，每个输出像素都用到了整个核。",
    ),
    "demo_checkerboard_alt": (
        "Bars and image of a constant input after {layers} layer(s) with kernel {k} and stride {s}. {caption}",
        "常数输入经过 {layers} 层（核 {k}，步幅 {s}）之后的柱状图与图像。{caption}",
    ),
    "demo_photo": ("photograph", "照片"),
    "demo_window": ("window [pixels]", "窗口（像素）"),
    "demo_across": ("across [%]", "水平位置（%）"),
    "demo_down": ("down [%]", "垂直位置（%）"),
    "demo_method_original": ("original", "原图"),
    "demo_method_input": ("¼-size input", "¼ 大小的输入"),
    "demo_method_bilinear": ("bilinear", "双线性"),
    "demo_method_bicubic": ("bicubic", "双三次"),
    "demo_method_linear": ("linear layer", "线性层"),
    "demo_method_learned": ("learned", "网络放大"),
    "demo_zoom_caption": (
        "Closest to the original in this window: {best}, with a PSNR of {score:.1f} dB.",
        "在这个窗口里，最接近原图的是{best}：PSNR 为 {score:.1f} dB。",
    ),
    "demo_zoom_alt": (
        "Six crops of the photograph “{photo}”: the original, the small input, and four ways to enlarge it. {caption}",
        "照片“{photo}”同一处的六个局部：原图、缩小的输入和四种放大结果。{caption}",
    ),
}
