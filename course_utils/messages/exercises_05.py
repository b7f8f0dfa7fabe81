"""Hints of lesson 05: each names one mistake and never gives the answer away."""

TEXTS = {
    "kind_roads": ("a tuple of two tensors (x_t, velocity)", "由两个张量组成的元组 (x_t, 速度)"),
    # mix
    "mix_ends_swapped": (
        "The ends are swapped: yours sets out from x at t = 0 and arrives at z. Noise comes first.",
        "两端弄反了：你的路在 t = 0 时从 x 出发，走到 z。应当从噪声出发。",
    ),
    "mix_sign": (
        "The points are right, but your velocity points back, from x to z. As t grows, where does the point move?",
        "点是对的，但速度指向了后方：从 x 指向 z。t 增大时，点往哪边走？",
    ),
    "mix_reversed": (
        "You walk the road the other way round, from x at t = 0 to z at t = 1, as papers on diffusion count. Here t = 0 is noise.",
        "你把路走反了：t = 0 在 x，t = 1 在 z，扩散模型的论文常这样记。这里 t = 0 是噪声。",
    ),
    "mix_order": (
        "Both results are right, but they come in the wrong order: first the points, then the velocities.",
        "两个结果都对，但顺序反了：先返回点，再返回速度。",
    ),
    "mix_one_time": (
        "You use the first time for all. Each example of the batch has a time of its own.",
        "你让所有样本都用了第一个时刻。一批里的每个样本都有自己的时刻。",
    ),
    "mix_mean_time": (
        "You use the mean of the times for all. Each example of the batch has a time of its own.",
        "你让所有样本都用了时刻的平均值。一批里的每个样本都有自己的时刻。",
    ),
    "mix_roots": (
        "You take square roots of the two weights, as diffusion does to keep the variance. Here the road is straight, and the weights add up to 1.",
        "你对两个权重开了平方根（扩散模型这样做，是为了保持方差）。这里的路是直的，两个权重之和为 1。",
    ),
    "mix_circle": (
        "Your two weights have squares that add up to 1, as in diffusion: the road bends. Here it is straight, and the weights themselves add up to 1.",
        "你的两个权重是平方和为 1（扩散模型的做法），路就弯了。这里的路是直的，权重本身之和为 1。",
    ),
    "mix_start_kept": (
        "At t = 1 yours is x + z: the noise keeps its full weight all the way.",
        "t = 1 时你得到的是 x + z：噪声的权重一路都没有减小。",
    ),
    "mix_start_lost": (
        "At t = 0 yours is 0 and not z: you walk the right way, but from the origin.",
        "t = 0 时你得到的是 0，不是 z：方向走对了，却是从原点出发的。",
    ),
    "mix_velocity_divided": (
        "The points are right, but you divide the velocity by the time that is left. It is the way from one end of the road to the other, in one unit of time.",
        "点是对的，但你把速度除以了剩下的时间。速度是从路的一端到另一端的位移，用时正好是 1。",
    ),
    "mix_velocity_rest": (
        "The points are right, but your velocity is the way that is left, from x_t. On a straight road at a steady pace the velocity doesn't depend on t.",
        "点是对的，但你的速度是从 x_t 到终点剩下的位移。在直路上匀速前进，速度与 t 无关。",
    ),
    "mix_velocity_done": (
        "The points are right, but your velocity is the way that is done, up to x_t. On a straight road at a steady pace the velocity doesn't depend on t.",
        "点是对的，但你的速度是从起点到 x_t 已经走过的位移。在直路上匀速前进，速度与 t 无关。",
    ),
    "mix_velocity_x": (
        "The points are right, but as the velocity you return x, where the road ends. How far, and which way, is it there from the beginning?",
        "点是对的，但你把路的终点 x 当成了速度。从起点到那里，往哪个方向，走多远？",
    ),
    "mix_velocity_z": (
        "The points are right, but as the velocity you return the noise z, which diffusion models are taught. Here it is the way from one end to the other.",
        "点是对的，但你把噪声 z 当成了速度（扩散模型学的是它）。这里要的是从一端到另一端的位移。",
    ),
    "mix_time_axis": (
        "Shapes that don't fit: t, of shape (n,), meets the last axis of x, but its n numbers belong to the first axis, one for each "
        "example. Give t axes of length 1, so that it has as many as x.",
        "形状对不上：t 的形状是 (n,)，它对上的是 x 的最后一个轴；而这 n 个数属于第一个轴，每个样本一个。请给 t 补上长度为 1 的轴，让它的轴数和 x 一样多。",
    ),
    "mix_two_axes": (
        "Right for points of the plane, (n, 2), but not for pictures, (n, 28, 28, 1): t needs as many axes as x has, whatever their number.",
        "对平面上的点 (n, 2) 是对的，对图像 (n, 28, 28, 1) 不行：不管 x 有几个轴，t 都要有同样多的轴。",
    ),
    "mix_four_axes": (
        "Right for pictures, (n, 28, 28, 1), but not for points of the plane, (n, 2): t needs as many axes as x has, whatever their number.",
        "对图像 (n, 28, 28, 1) 是对的，对平面上的点 (n, 2) 不行：不管 x 有几个轴，t 都要有同样多的轴。",
    ),
    "mix_end_divided": (
        "Right before the end, but at t = 1 you divide 0 by 0. The velocity can be had from both ends of the road, without t.",
        "到终点之前都对，但在 t = 1 处出现了 0/0。速度由路的两端就能算出，用不着 t。",
    ),
    "mix_shape": (
        "Both results should have the shape of x, {expected}. Yours spread to {got}: along which axis of x does t lie?",
        "两个结果的形状都应与 x 相同，即 {expected}。你的结果却扩展成了 {got}：t 对上的是 x 的哪个轴？",
    ),
    "mix_shapes": (
        "Both results should have the shape of x. Your points have {point}, your velocities {velocity}.",
        "两个结果的形状都应与 x 相同。你的点是 {point}，速度是 {velocity}。",
    ),
    "mix_point_other": (
        "The velocities are right, the points aren't. Where should they be at t = 0, where at t = 1?",
        "速度是对的，点不对。t = 0 时点应当在哪里？t = 1 时呢？",
    ),
    "mix_velocity_other": (
        "The points are right, the velocities aren't. How far does a point get from t = 0 to t = 1?",
        "点是对的，速度不对。从 t = 0 到 t = 1，点移动了多少？",
    ),
    "mix_one_tensor": (
        "You return one tensor, of shape {shape}. Two are wanted, with a comma between: the points and the velocities.",
        "你只返回了一个张量，形状是 {shape}。要返回两个，中间用逗号隔开：点和速度。",
    ),
    "mix_two_tensors": (
        "You return {number} things. Two are wanted: the points and the velocities.",
        "你返回了 {number} 样东西。要的是两样：点和速度。",
    ),
    # best_velocity
    "best_not_squared": (
        "In the softmax, 1 − t has lost its square: what stands below is twice a variance, and 1 − t is the noise's standard deviation.",
        "softmax 里的 1 − t 少了平方：分母是方差的两倍，而 1 − t 是噪声的标准差。",
    ),
    "best_no_two": (
        "In the softmax, a factor 2 is missing below (as in every normal density).",
        "softmax 里，分母少了因子 2（正态分布密度里都有它）。",
    ),
    "best_no_variance": (
        "In the softmax, the squares aren't divided by the variance of the noise that is left at time t.",
        "softmax 里，距离的平方没有除以时刻 t 剩余噪声的方差。",
    ),
    "best_bare": (
        "Your softmax takes the squared distances as they are. What are they divided by?",
        "你的 softmax 直接用了距离的平方。它们还要除以什么？",
    ),
    "best_two_times": (
        "In the softmax, the factor 2 got inside the square, and became a 4.",
        "softmax 里，因子 2 被一起平方，成了 4。",
    ),
    "best_variance_of_t": (
        "In the softmax, you divide by t². How much noise is left at time t?",
        "softmax 里，你除以的是 t²。时刻 t 还剩多少噪声？",
    ),
    "best_backwards": (
        "In the softmax, t and 1 − t have changed places: at t = 0 a point is pure noise, close to t = 1 it is almost a data point.",
        "softmax 里，t 和 1 − t 弄反了：t = 0 时点是纯噪声，t 接近 1 时几乎就是数据点。",
    ),
    "best_norm": (
        "In the softmax, you take distances. Their squares are wanted.",
        "softmax 里，你用的是距离。应当用距离的平方。",
    ),
    "best_absolute": (
        "In the softmax, you add absolute differences. Squared ones are wanted.",
        "softmax 里，你加的是差的绝对值。应当加差的平方。",
    ),
    "best_sum_squared": (
        "In the softmax, you add the differences up first and square the sum: they cancel. Each has a square of its own.",
        "softmax 里，你先把差加起来再平方，正负会互相抵消。应当每个差各自平方，再相加。",
    ),
    "best_mean_square": (
        "In the softmax, you take the mean of the squared differences over the d numbers of a point. A squared distance is their sum.",
        "softmax 里，你对一个点的 d 个数取了差的平方的平均。距离的平方是它们的和。",
    ),
    "best_time_forgotten": (
        "In the softmax, you measure the distance to the data points themselves. At time t, a road to d_j has only got to t·d_j (plus noise).",
        "softmax 里，你量的是到数据点本身的距离。时刻 t，通往 d_j 的路才走到 t·d_j（再加噪声）。",
    ),
    "best_time_on_point": (
        "In the softmax, t multiplies x_t. It belongs to the data points.",
        "softmax 里，t 乘到了 x_t 上。它应当乘在数据点上。",
    ),
    "best_minus": (
        "A minus is missing in the softmax: yours gives most weight to the data points that are farthest away.",
        "softmax 里少了负号：你给最远的数据点最大的权重。",
    ),
    "best_softmax_points": (
        "Your softmax runs over the points. For each point, the weights of all data points add up to 1.",
        "你的 softmax 是对各个点做的。应当是：对每个点，所有数据点的权重之和为 1。",
    ),
    "best_softmax_all": (
        "Your softmax runs over points and data points together. For each point on its own, the weights of all data points add up to 1.",
        "你的 softmax 是对所有点和数据点一起做的。应当每个点单独做：所有数据点的权重之和为 1。",
    ),
    "best_max_axis": (
        "The maximum that you take away before the exponential is that of the wrong axis. It has to be one number for each point, "
        "or it doesn't cancel.",
        "取指数之前减去的最大值取错了轴。每个点应当减同一个数，否则约不掉。",
    ),
    "best_not_normalised": (
        "Your weights don't add up to 1: the softmax divides by their sum.",
        "你的权重之和不是 1：softmax 还要除以它们的和。",
    ),
    "best_exp_only": (
        "You stop at the exponential: the weights of a softmax add up to 1 for each point.",
        "你只算到了指数：对每个点，softmax 的权重之和应为 1。",
    ),
    "best_logits": (
        "What you weigh with are the numbers that go into the softmax. Where is the softmax?",
        "你拿来当权重的，是要送进 softmax 的数。softmax 在哪里？",
    ),
    "best_nearest": (
        "You go to the nearest data point only. All take part, each by its weight.",
        "你只朝最近的那个数据点走。所有数据点都要参与，各按各的权重。",
    ),
    "best_unweighted": (
        "You give all data points the same weight. Which of them a point can be on the way to depends on where it is.",
        "你给所有数据点同样的权重。一个点可能正走向哪些数据点，要看它在哪里。",
    ),
    "best_sum": (
        "You add the velocities to all data points up, without weights. A mean by weights is wanted.",
        "你把通往所有数据点的速度直接相加，没有加权。要的是加权平均。",
    ),
    "best_not_divided": (
        "That is the way that is left. How much time is left for it?",
        "这是剩下的位移。走完它还剩多少时间？",
    ),
    "best_divided_twice": (
        "The way that is left is divided by the time that is left, not by its square. (The square stands in the softmax.)",
        "剩下的位移要除以剩下的时间，不是除以它的平方。（平方在 softmax 里。）",
    ),
    "best_multiplied": (
        "You multiply by the time that is left. A velocity is a way divided by a time.",
        "你乘了剩下的时间。速度是位移除以时间。",
    ),
    "best_divided_by_t": (
        "You divide the way that is left by the time that has passed. How much time is left?",
        "你把剩下的位移除以了已经过去的时间。还剩多少时间？",
    ),
    "best_away": (
        "The sign is wrong: yours walks away from the data.",
        "符号反了：你在远离数据。",
    ),
    "best_goal": (
        "That is the mean of the places where the roads end. How fast, and which way, does one get there from x_t?",
        "这是各条路终点的加权平均。从 x_t 出发，要往哪个方向、以多快的速度才能到那里？",
    ),
    "best_goal_divided": (
        "You go to the mean of the ends as if you stood at the origin. You stand at x_t.",
        "你朝终点的平均走，却当成自己站在原点。你站在 x_t。",
    ),
    "best_to_shrunk": (
        "You head for t·d_j. That shrunk data point belongs into the softmax only; the road ends at d_j itself.",
        "你走向的是 t·d_j。缩小的数据点只用在 softmax 里；路的终点是 d_j 本身。",
    ),
    "best_underflow": (
        "Right as long as a data point is close enough. Where all are far away, which soon happens near t = 1, every exponential becomes 0, and "
        "0/0 is no weight. A softmax stays the same when one number is taken away from all that goes into it: which one helps?",
        "只要有数据点离得够近，就是对的。如果所有数据点都很远（t 接近 1 时很快就会这样），每个指数都成了 0，0/0 就得不到权重。"
        "给送进 softmax 的数都减去同一个数，结果不变：减哪个数才有用？",
    ),
    "best_time_number": (
        "Here t is one plain number for all points, not an array: {error}.",
        "这里的 t 是所有点共用的一个数，不是数组：{error}。",
    ),
    "best_pairs": (
        "Each of the n points has to meet each of the m data points. As they are, (n, d) and (m, d) meet row by row: "
        "an axis is missing that keeps n and m apart.",
        "n 个点中的每一个都要和 m 个数据点中的每一个相比。现在 (n, d) 和 (m, d) 是一行对一行：还缺一个轴，把 n 和 m 分开。",
    ),
    # velocity, as flow_loss and euler call it
    "velocity_not_called": (
        "Your function never asks velocity.",
        "你的函数从来没有调用 velocity。",
    ),
    "velocity_call": (
        "velocity takes two arguments without names, first the points, then their times; not one list, and not the points alone.",
        "velocity 有两个参数，不写参数名：先是点，再是各点的时刻。不要合成一个列表，也不要只给点。",
    ),
    "velocity_swapped": (
        "The arguments of velocity are swapped: first the points, then their times.",
        "velocity 的两个参数写反了：先写点，再写时刻。",
    ),
    "velocity_points": (
        "The points that you hand to velocity have shape {got}, instead of {expected}.",
        "你交给 velocity 的点形状是 {got}，应当是 {expected}。",
    ),
    "velocity_one_time": (
        "You hand velocity a single number as the time. A network wants one for each of the {n} points: a tensor of shape ({n},).",
        "你交给 velocity 的时刻只有一个数。网络要给 {n} 个点各一个：形状为 ({n},) 的张量。",
    ),
    "velocity_times": (
        "The times that you hand to velocity have shape {got}. A network wants one for each of the {n} points: shape ({n},).",
        "你交给 velocity 的时刻形状是 {got}。网络要给 {n} 个点各一个：形状是 ({n},)。",
    ),
    # flow_loss
    "flow_sum": (
        "You sum the squares. Take their mean, so that the loss depends neither on the batch nor on the size of the pictures.",
        "你对平方求了和。取平均，损失才与批量大小、图像大小无关。",
    ),
    "flow_sum_of_numbers": (
        "You sum over the numbers of an example and average over the batch. Here the mean runs over all numbers.",
        "你对一个样本的各个数求和，再对一批取平均。这里要对所有数取平均。",
    ),
    "flow_sum_of_batch": (
        "You average over the numbers of an example and sum over the batch. Here the mean runs over all numbers.",
        "你对一个样本的各个数取平均，再对一批求和。这里要对所有数取平均。",
    ),
    "flow_half": (
        "Half of what it should be. Where does the factor ½ come from?",
        "只有应有的一半。这个 ½ 是从哪里来的？",
    ),
    "flow_absolute": (
        "You average absolute differences. Their best answer would be a median; the squares ask for the mean of the roads.",
        "你平均的是差的绝对值，那样学到的会是中位数；平方才会让网络学到各条路的平均。",
    ),
    "flow_not_squared": (
        "The differences aren't squared: positive and negative ones cancel.",
        "差没有平方：正的和负的会互相抵消。",
    ),
    "flow_mean_first": (
        "You average first and square the mean: positive and negative differences cancel. Each has a square of its own.",
        "你先取平均，再把平均值平方：正负的差会互相抵消。应当每个差各自平方。",
    ),
    "flow_root": (
        "You take the square root of the mean at the end. Here it stays a mean of squares.",
        "你最后对平均值开了平方根。这里保留平方的平均。",
    ),
    "flow_norm": (
        "That is a norm, the square root of the sum. Here it is the mean of the squares.",
        "这是范数，即平方和的平方根。这里要的是平方的平均。",
    ),
    "flow_norms": (
        "You average lengths, each example's own. Here it is the mean of the squares, without a root.",
        "你平均的是每个样本的差的长度。这里要的是平方的平均，不开方。",
    ),
    "flow_negative": (
        "The sign is wrong: the better the velocity, the smaller the loss should be.",
        "符号反了：速度越准，损失应当越小。",
    ),
    "flow_against_x": (
        "You compare the velocity with x, where the road ends. What is the velocity of the road?",
        "你拿速度和路的终点 x 比较。这条路的速度是什么？",
    ),
    "flow_against_z": (
        "You compare the velocity with the noise z, as in diffusion. Here it is compared with the velocity of the road.",
        "你拿速度和噪声 z 比较（扩散模型是这样）。这里应与路的速度比较。",
    ),
    "flow_against_point": (
        "You compare the velocity with the point x_t. What is the velocity of the road there?",
        "你拿速度和点 x_t 比较。路在那里的速度是什么？",
    ),
    "flow_target_sign": (
        "The velocity that you compare with points back, from x to z.",
        "你用来比较的速度指向了后方：从 x 指向 z。",
    ),
    "flow_target_plus": (
        "A sign is wrong: either in what you compare with, or where you take the difference. At present both ends of the road count as plus.",
        "有个符号错了：要么在用来比较的量里，要么在求差的时候。现在路的两端都带着正号。",
    ),
    "flow_target_divided": (
        "You divide the road's velocity by the time that is left. x − z is the way of one whole unit of time.",
        "你把路的速度除以了剩下的时间。x − z 是整个单位时间的位移。",
    ),
    "flow_target_rest": (
        "You compare the velocity with the way that is left, from x_t. On a straight road at a steady pace, the velocity is the same all along.",
        "你拿速度和从 x_t 到终点剩下的位移比较。在直路上匀速前进，速度处处相同。",
    ),
    "flow_target_none": (
        "You square the velocity itself. What is it compared with?",
        "你直接对速度求了平方。它要和什么比较？",
    ),
    "flow_at_x": (
        "You ask velocity at x. It has to answer on the way, at the points x_t.",
        "你在 x 处问 velocity。应当在路上、在点 x_t 处问。",
    ),
    "flow_at_z": (
        "You ask velocity at z. It has to answer on the way, at the points x_t.",
        "你在 z 处问 velocity。应当在路上、在点 x_t 处问。",
    ),
    "flow_order": (
        "Points and velocities have changed places: mix gives the points first.",
        "点和速度弄反了：mix 先给出点。",
    ),
    "flow_ends_swapped": (
        "The ends of your road are swapped: at t = 0 it should be at z.",
        "你的路两端弄反了：t = 0 时应当在 z。",
    ),
    "flow_reversed": (
        "You walk the road the other way round, from x at t = 0 to z at t = 1. Here t = 0 is noise.",
        "你把路走反了：t = 0 在 x，t = 1 在 z。这里 t = 0 是噪声。",
    ),
    "flow_time_reversed": (
        "The points are right, but you tell velocity the time 1 − t.",
        "点是对的，但你告诉 velocity 的时刻是 1 − t。",
    ),
    "flow_time_zero": (
        "You tell velocity the time 0 whatever t is.",
        "不管 t 是多少，你告诉 velocity 的时刻都是 0。",
    ),
    "flow_time_one": (
        "You tell velocity the time 1 whatever t is.",
        "不管 t 是多少，你告诉 velocity 的时刻都是 1。",
    ),
    "flow_one_time": (
        "Your points all use the first time. Each example of the batch has a time of its own.",
        "你的点都用了第一个时刻。一批里的每个样本都有自己的时刻。",
    ),
    "flow_mean_time": (
        "Your points all use the mean of the times. Each example of the batch has a time of its own.",
        "你的点都用了时刻的平均值。一批里的每个样本都有自己的时刻。",
    ),
    "flow_roots": (
        "Your points take square roots of the two weights, as in diffusion. Here the road is straight.",
        "你的点对两个权重开了平方根（扩散模型的做法）。这里的路是直的。",
    ),
    "flow_no_gradient": (
        "The value is right, but no gradient gets to the weights inside velocity: it can't flow through NumPy, float(), .numpy() or "
        "tf.stop_gradient. Nothing would be learned.",
        "数值是对的，但梯度传不到 velocity 里面的权重：NumPy、float()、.numpy()、tf.stop_gradient 都会把梯度截断，这样什么也学不到。",
    ),
    "flow_gradient_wrong": (
        "The value is right, but the gradient to the weights inside velocity isn't that of the formula. Is a part cut off, by "
        "tf.stop_gradient or NumPy?",
        "数值是对的，但对 velocity 里面权重的梯度不是这个公式的梯度。是不是有一部分被 tf.stop_gradient 或 NumPy 截断了？",
    ),
    # euler
    "euler_time_late": (
        "You ask for the velocity at the time when a step ends. Euler takes that of its beginning.",
        "你取的是每一步结束时刻的速度。欧拉法用的是开始时刻的。",
    ),
    "euler_time_middle": (
        "You ask for the velocity at the time in the middle of a step. Euler takes that of its beginning.",
        "你取的是每一步中间时刻的速度。欧拉法用的是开始时刻的。",
    ),
    "euler_time_wide": (
        "Your times are too far apart: the last one that you ask for is 1. The last step begins earlier and ends at 1.",
        "你的时刻间隔太大：最后一次问的时刻已经是 1。最后一步开始得更早，结束时才到 1。",
    ),
    "euler_time_whole": (
        "You tell velocity the number of the step. The time runs from 0 to 1.",
        "你告诉 velocity 的是第几步。时间是从 0 走到 1 的。",
    ),
    "euler_time_zero": (
        "You tell velocity the time 0 in every step. (Is it rounded down, or never moved on?)",
        "每一步你告诉 velocity 的时刻都是 0。（是被取整了，还是忘了往前推进？）",
    ),
    "euler_time_one": (
        "You tell velocity the time 1 in every step. The time runs from 0 to 1.",
        "每一步你告诉 velocity 的时刻都是 1。时间是从 0 走到 1 的。",
    ),
    "euler_time_reversed": (
        "Your time runs from 1 down to 0. Here z is at t = 0.",
        "你的时间是从 1 倒着走到 0 的。这里 z 在 t = 0。",
    ),
    "euler_time_reversed_late": (
        "Your time runs down to 0, and at the end of each step. Here z is at t = 0, and a step takes the velocity of its beginning.",
        "你的时间是倒着走到 0 的，而且取在每一步的结束处。这里 z 在 t = 0，每一步用开始处的速度。",
    ),
    "euler_step_wide": (
        "Your steps are too long: there are as many of them as steps says, and together they take one unit of time.",
        "你的步子太大：总共走 steps 步，合起来正好是一个单位时间。",
    ),
    "euler_both_wide": (
        "Your times and steps are made for one step less, so the last one goes beyond t = 1. How many steps lie between 0 and 1?",
        "你的时刻和步长是按少一步算的，于是最后一步走过了 t = 1。从 0 到 1 要走几步？",
    ),
    "euler_one_less": (
        "You take one step less: a path of so many points. The steps are counted, and there is one point more than steps.",
        "你少走了一步：steps 成了点的个数。它数的是步数，点比步多一个。",
    ),
    "euler_step_narrow": (
        "Your steps are too short: at the end you haven't come to t = 1. How many steps lie between 0 and 1?",
        "你的步子太小：走完还没有到 t = 1。从 0 到 1 要走几步？",
    ),
    "euler_not_divided": (
        "In each step you walk for a whole unit of time. How long is one of the equal steps?",
        "你每一步都走了整整一个单位时间。把它等分以后，一步有多长？",
    ),
    "euler_multiplied": (
        "You multiply the velocity by the number of steps. The more steps, the shorter each.",
        "你把速度乘以了步数。步数越多，每一步应当越短。",
    ),
    "euler_minus": (
        "You walk against the velocity.",
        "你在逆着速度走。",
    ),
    "euler_backwards": (
        "You walk from t = 1 back to 0, as papers on diffusion count. Here z is at t = 0, and the walk follows the velocity.",
        "你从 t = 1 倒着走到 0，扩散模型的论文常这样记。这里 z 在 t = 0，并且顺着速度走。",
    ),
    "euler_by_time": (
        "You multiply the velocity by the time itself. A step is as long as the time between two neighbours.",
        "你用时刻本身去乘速度。步长是相邻两个时刻之差。",
    ),
    "euler_heun": (
        "That is Heun's method, which averages the velocities at both ends of a step. Here Euler is wanted: the one at its beginning.",
        "这是 Heun 法，取一步两端速度的平均。这里要的是欧拉法：只用开始处的速度。",
    ),
    "euler_midpoint": (
        "That is the midpoint method. Here Euler is wanted: the velocity at the beginning of a step.",
        "这是中点法。这里要的是欧拉法：只用每一步开始处的速度。",
    ),
    "euler_replaced": (
        "Each of your points is a step only. A step is added to the point where it begins.",
        "你的每个点只是一个位移。位移要加到这一步开始的点上。",
    ),
    "euler_velocity_of_start": (
        "You go straight on with the velocity at z, at t = 0. Ask again at each new point, at its time.",
        "你一直沿用 z 处、t = 0 时的速度直走。应当到一个新的点就再问一次，时刻也要更新。",
    ),
    "euler_asks_start": (
        "You ask for the velocity at z in every step. Ask at the point where the step begins.",
        "每一步你都在 z 处问速度。应当在这一步开始的点上问。",
    ),
    "euler_from_start": (
        "Each of your steps sets out from z again. It should go on from where the last one ended.",
        "你的每一步都又从 z 出发。应当接着上一步的终点走。",
    ),
    "euler_one_leap": (
        "For each point you walk straight from z, all the time up to then. A step goes on from where the last one ended.",
        "每个点你都是从 z 一步直走到那个时刻的。每一步应当接着上一步的终点走。",
    ),
    "euler_end_only": (
        "You return the end of the walk. The whole path is wanted, from z on.",
        "你只返回了终点。要的是从 z 开始的整条路径。",
    ),
    "euler_one_step": (
        "Your path stops after one step. Is the return inside the loop?",
        "你的路径走了一步就停了。return 是不是写在循环里面了？",
    ),
    "euler_start_missing": (
        "The path is right but for its beginning: z itself comes first.",
        "路径缺了开头：第一个应当是 z 本身。",
    ),
    "euler_end_missing": (
        "The path is right but for its end: the point after the last step is missing.",
        "路径缺了结尾：少了最后一步之后的点。",
    ),
    "euler_one_more": (
        "You take one step too many, beyond t = 1.",
        "你多走了一步，走过了 t = 1。",
    ),
    "euler_same_rows": (
        "All points of your path are the last one: you keep one array and change it in place, so each entry shows its final state.",
        "你的路径上所有点都是最后一个点：你一直在原地修改同一个数组，于是每一项看到的都是它最后的样子。",
    ),
    "euler_axes": (
        "The axes are in the wrong order: first the steps, then the n points.",
        "轴的顺序不对：先是各步，再是 n 个点。",
    ),
    "euler_one_axis": (
        "You join the points of all steps along the axis that they have. The path has an axis more, for the steps.",
        "你沿着原有的轴把各步的点接在了一起。路径要多一个轴，用来表示各步。",
    ),
    "euler_points_backwards": (
        "Your path is in the wrong order: z comes first.",
        "你的路径顺序反了：第一个应当是 z。",
    ),
    "euler_moves": (
        "You return the steps themselves. The points are wanted that they lead to, from z on.",
        "你返回的是每一步的位移。要的是从 z 开始、一步步走到的点。",
    ),
    # guided_velocity
    "guided_one_plus": (
        "Yours counts w from 0, as the paper on classifier-free guidance does: at w = 0 it already follows the labels. Here w = 1 does, and w = 0 ignores them.",
        "你的 w 是从 0 算起的（无分类器引导的论文这样记）：w = 0 时已经照着标签走。这里 w = 1 才照着标签走，w = 0 是不理会标签。",
    ),
    "guided_none_zero": (
        "Your “none” is the label 0, which is the digit zero. Which number stands for none?",
        "你用标签 0 表示“不指定”，可它是数字零。哪个数表示“不指定”？",
    ),
    "guided_none_nine": (
        "Your “none” is the label 9, which is the digit nine. Which number stands for none?",
        "你用标签 9 表示“不指定”，可它是数字九。哪个数表示“不指定”？",
    ),
    "guided_swapped": (
        "The two velocities have changed places: at w = 0 yours follows the labels, at w = 1 it ignores them.",
        "两个速度弄反了：w = 0 时照着标签走，w = 1 时反而不理会标签。",
    ),
    "guided_away": (
        "A sign is wrong: the larger w, the farther yours goes away from the label.",
        "有个符号错了：w 越大，你离标签越远。",
    ),
    "guided_label_scaled": (
        "Yours is w times the velocity with labels; the one without has dropped out. At w = 0 it should remain.",
        "你得到的是带标签的速度的 w 倍，不带标签的速度没有了。w = 0 时剩下的应当是它。",
    ),
    "guided_difference": (
        "That is only what guidance adds. What is it added to?",
        "这只是引导加上的部分。它要加到什么上面？",
    ),
    "guided_label_only": (
        "w makes no difference: yours always follows the labels as they are. Is the net really asked once without them?",
        "w 没有起作用：你总是照着标签走。有没有真的不带标签再问一次网络？",
    ),
    "guided_none_only": (
        "w makes no difference: yours always ignores the labels.",
        "w 没有起作用：你总是不理会标签。",
    ),
    "guided_w_lost": (
        "You add both velocities up, without w.",
        "你把两个速度直接相加，没有用 w。",
    ),
    "guided_mean": (
        "You take the mean of both velocities, whatever w is.",
        "不管 w 是多少，你都取了两个速度的平均。",
    ),
    "guided_wrong_term": (
        "w multiplies the velocity without labels. It belongs to the difference between the two.",
        "w 乘到了不带标签的速度上。它应当乘在两个速度之差上。",
    ),
    "guided_nothing_scaled": (
        "Yours is w times the velocity without labels: the labels play no part.",
        "你得到的是不带标签的速度的 w 倍：标签没有起作用。",
    ),
    "guided_sum": (
        "You add w times the velocity with labels. w multiplies a difference: what do the labels change?",
        "你加上的是带标签的速度的 w 倍。w 乘的应当是一个差：标签带来了多少改变？",
    ),
    "guided_point": (
        "You add x_t to the velocity. Walking is the business of euler; here the velocity alone is wanted.",
        "你把 x_t 加到了速度上。走路是 euler 的事；这里只要速度。",
    ),
    "guided_not_called": (
        "Your function never asks the net.",
        "你的函数从来没有调用 net。",
    ),
    "guided_net_list": (
        "The net takes its three inputs as one list, in square brackets.",
        "net 的三个输入要放在一个列表里（用方括号）交给它。",
    ),
    "guided_order": (
        "The list for the net is in the wrong order: points, times, labels.",
        "交给 net 的列表顺序不对：应当是点、时刻、标签。",
    ),
    "guided_labels_float": (
        "The labels that you hand to the net have dtype {dtype}. They are whole numbers: “none” has to be one too.",
        "你交给 net 的标签 dtype 是 {dtype}。标签是整数，“不指定”也应当是整数。",
    ),
    "guided_labels_shape": (
        "The labels that you hand to the net have shape {got}. It wants one for each of the {n} points: shape ({n},), also where all are “none”.",
        "你交给 net 的标签形状是 {got}。它要给 {n} 个点各一个：形状是 ({n},)，全部“不指定”时也一样。",
    ),
    "guided_times": (
        "The times that you hand to the net have shape {got}. It wants one for each of the {n} points: shape ({n},).",
        "你交给 net 的时刻形状是 {got}。它要给 {n} 个点各一个：形状是 ({n},)。",
    ),
    "guided_no_label": (
        "You hand the net the label {label}, which it doesn't know: it knows the ten digits, and one more label that means none.",
        "你交给 net 的标签里有 {label}，它不认识：它只认识十个数字，还有一个表示“不指定”的标签。",
    ),
}
