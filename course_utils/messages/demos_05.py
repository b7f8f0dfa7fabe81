"""Labels, captions and alt texts of lesson 05's demos."""

TEXTS = {
    # the plane
    "demo_plane_field": ("field", "速度场"),
    "demo_plane_learned": ("learned", "学到的"),
    "demo_plane_exact": ("exact", "精确的"),
    "demo_plane_steps": ("steps", "步数"),
    "demo_plane_time": ("time t [%]", "时刻 t（%）"),
    "demo_plane_title_learned": (
        "learned field, steps: {steps}, t = {time}%",
        "学到的速度场，{steps} 步，t = {time}%",
    ),
    "demo_plane_title_exact": (
        "exact field, steps: {steps}, t = {time}%",
        "精确的速度场，{steps} 步，t = {time}%",
    ),
    "demo_plane_asked": ("Evaluations so far: {asked} of {steps}", "速度场已查询 {asked} 次，共 {steps} 次"),
    "demo_plane_key_data": ("data ({count})", "数据（{count} 个）"),
    "demo_plane_key_particles": ("{count} particles, noise at t = 0", "{count} 个粒子，t = 0 时是噪声"),
    "demo_plane_key_paths": ("paths of {count}; a dot ends a step", "其中 {count} 条路径，圆点处一步走完"),
    "demo_plane_key_arrows": (
        "velocity at t (longest: {fastest:g} or more)",
        "时刻 t 的速度（最长的箭头：≥ {fastest:g}）",
    ),
    "demo_plane_shares": ("At t = 100% within 0.2 of a centre", "t = 100% 时，离某个中心不到 0.2 的"),
    "demo_plane_share_learned": ("learned field: {share:.0f}%", "学到的速度场：{share:.0f}%"),
    "demo_plane_share_exact": ("exact field: {share:.0f}%", "精确的速度场：{share:.0f}%"),
    "demo_plane_axis": (
        "steps = evaluations of the field",
        "步数，即查询速度场的次数",
    ),
    "demo_plane_caption_learned": (
        "The learned field: by t = {time}% each particle has asked it {asked} of {steps} times. ",
        "学到的速度场：到 t = {time}% 为止，每个粒子查询了速度场 {asked} 次，一共要查询 {steps} 次。",
    ),
    "demo_plane_caption_exact": (
        "The exact field of these data: by t = {time}% each particle has asked it {asked} of {steps} times. ",
        "这些数据的精确速度场：到 t = {time}% 为止，每个粒子查询了速度场 {asked} 次，一共要查询 {steps} 次。",
    ),
    "demo_plane_end": (
        "At the end {share:.0f}% are within 0.2 of a centre, and {clouds} of the 8 clouds get their part. ",
        "走到终点时，{share:.0f}% 的粒子离某个中心不到 0.2，8 团中有 {clouds} 团分到了粒子。",
    ),
    "demo_plane_one": (
        "With one step everybody asks at t = 0, where nothing is decided yet and the best answer leads to the mean of the data: "
        "they end {distance:.2f} from it (median).",
        "只走一步，所有粒子都只在 t = 0 时查询一次；那时去向未定，最好的回答是走向数据的均值：终点离均值 {distance:.2f}（中位数）。",
    ),
    "demo_plane_near": (
        "The ends are {near:.3f} from the nearest data point (median); a new point would be about {spacing:.3f} away, "
        "as data points are from each other.",
        "终点离最近的数据点 {near:.3f}（中位数）；数据点离最近的同伴约为 {spacing:.3f}，一个全新的点也该如此。",
    ),
    "demo_plane_copies": (
        " So near: this field copies the data.",
        "近得多：这个速度场在照抄数据。",
    ),
    "demo_plane_alt": (
        "Particles on their way from noise to eight clouds on a circle, a few of their paths, and arrows of the field; beside "
        "them the share of particles that end in a cloud, over the number of steps, for both fields. {caption}",
        "粒子正从噪声走向圆周上的八团数据，图中画出了几条路径和表示速度场的箭头；旁边两条曲线，是两种速度场里走到某一团的"
        "粒子所占的比例随步数的变化。{caption}",
    ),
    # un-noising
    "demo_unnoise_step": ("step", "第几步"),
    "demo_unnoise_picture": ("picture", "第几张图"),
    "demo_unnoise_state": ("x_t at t = {time:.2f}", "t = {time:.2f} 时的 x_t"),
    "demo_unnoise_guess": ("the guess x_t + (1 − t) v", "猜测 x_t + (1 − t) v"),
    "demo_unnoise_strip_state": ("x_t, step by step", "每一步的 x_t"),
    "demo_unnoise_strip_guess": ("the guess, step by step", "每一步的猜测"),
    "demo_unnoise_moves": ("How far the guess moves", "猜测变动多少"),
    "demo_unnoise_unit": ("per pixel (black to white: 2)", "每个像素（黑到白为 2）"),
    "demo_unnoise_axis": ("step", "步数"),
    "demo_unnoise_caption": (
        "Step {step} of {all}, t = {time:.2f}. ",
        "第 {step} 步，共 {all} 步，t = {time:.2f}。",
    ),
    "demo_unnoise_move": (
        "Since the step before, the guess has moved by {move:.3f} (root mean square over the pixels; black to white is 2). ",
        "与上一步相比，猜测变动了 {move:.3f}（各像素的均方根；从黑到白为 2）。",
    ),
    "demo_unnoise_first": (
        "Nothing but noise: the guess is an average of all that may come of it, and still {missing:.2f} from the end.",
        "现在只有噪声：猜测是种种可能结果的平均，离最后的图还有 {missing:.2f}。",
    ),
    "demo_unnoise_between": (
        "It is still {missing:.2f} from the picture at the end.",
        "离最后的图还有 {missing:.2f}。",
    ),
    "demo_unnoise_last": (
        "Arrived: nothing is left to guess, x_t is the picture.",
        "到了：再没有什么要猜的，x_t 就是最后的图。",
    ),
    "demo_unnoise_alt": (
        "Picture {number} on its way out of noise, large, beside the guess where it will arrive; below, both at every step; "
        "a curve shows how far the guess moves in each step. {caption}",
        "大图：正从噪声中走出来的第 {number} 张图，旁边是对终点的猜测；下方两排小图是二者在每一步的样子；曲线是猜测在每一步变动了多少。{caption}",
    ),
    # the guidance dial
    "demo_guidance_ascending": (
        "weights should ascend, each larger than the one before, such as 0, 1, 1.5, 2.",
        "weights 应当严格递增，例如 0、1、1.5、2。",
    ),
    "demo_guidance_digits": (
        "asked should hold each of the digits 0 to 9 once, but is {found}.",
        "asked 应当包含 0 到 9 这十个数字各一次，现在却是 {found}。",
    ),
    "demo_guidance_digit": ("digit asked for", "要哪个数字"),
    "demo_guidance_w": ("guidance w", "引导强度 w"),
    "demo_guidance_place": ("w: which one", "第几个 w"),
    "demo_guidance_title": ("Asked for: {digit}, with w = {w}", "要的是 {digit}，w = {w}"),
    "demo_guidance_key": ("Bar: how sure the judge is", "长条：裁判有多确定"),
    "demo_guidance_key_sure": ("reads {digit}, {sure:g} or more", "读作 {digit}，置信度 ≥ {sure:g}"),
    "demo_guidance_key_unsure": ("reads {digit}, less sure", "读作 {digit}，但不够确定"),
    "demo_guidance_key_other": ("reads another digit (in the corner)", "读作别的数字（写在左上角）"),
    "demo_guidance_trade": ("Over all w, for the digit {digit}", "数字 {digit}：随 w 的变化"),
    "demo_guidance_curve_share": (
        "read as {digit}, ≥ {sure:g}: {value}",
        "读作 {digit} 且 ≥ {sure:g}：{value}",
    ),
    "demo_guidance_curve_variety": (
        "variety (w = {plain}: 100%): {value}",
        "多样性（w = {plain} 时为 100%）：{value}",
    ),
    "demo_guidance_axis": ("strength of the guidance w", "引导强度 w"),
    "demo_guidance_caption": (
        "Asked for a {digit} with w = {w}, the judge reads {share:.0f}% of {count} pictures as a {digit} with a confidence of 0.9 or more. ",
        "以 w = {w} 要数字 {digit}：{count} 张图中，裁判有 {share:.0f}% 读作 {digit}，且置信度不低于 0.9。",
    ),
    "demo_guidance_variety": (
        "They vary {variety:.0f}% as much as at w = {plain} (standard deviation of a pixel over the pictures, on average). ",
        "多样性是 w = {plain} 时的 {variety:.0f}%（每个像素在各图之间的标准差，再取平均）。",
    ),
    "demo_guidance_alike": (
        "At w = {plain} all pictures are the same, so there is no variety to compare with. ",
        "w = {plain} 时所有图都一样，没有可比的多样性。",
    ),
    "demo_guidance_none": (
        "At w = 0 the wish isn't heard: any digit may come.",
        "w = 0 时不理会要求：出来哪个数字都有可能。",
    ),
    "demo_guidance_weak": ("Below 1 the wish counts only in part.", "w 小于 1 时，要求只起一部分作用。"),
    "demo_guidance_plain": (
        "At w = 1 the net follows the label, as it was trained to.",
        "w = 1 时，网络就按训练时那样照着标签走。",
    ),
    "demo_guidance_strong": (
        "Above 1, what the label changes is exaggerated {w}-fold.",
        "w 大于 1 时，标签带来的改变被放大到 {w} 倍。",
    ),
    "demo_guidance_alt": (
        "A sheet of pictures, each with a bar for the judge's confidence and a frame where it reads another digit; beside it two curves "
        "over the strength of the guidance: how many are read as asked, and how much they vary. {caption}",
        "一组图，每张下方的长条是裁判的置信度，读成别的数字的加了框；旁边两条曲线随引导强度变化：读得出所要数字的比例，以及多样性。{caption}",
    ),
}
