"""Verdicts and the hints that every exercise shares."""

TEXTS = {
    "verdict_line": ("{mark} {name}: {label}. {hint}", "{mark} {name}：{label}。{hint}"),
    "verdict_html": ("{name}: {label}.", "{name}：{label}。"),
    "argument_shape": ("{name} of shape {shape}", "形状为 {shape} 的 {name}"),
    "verdict_passed": ("passed", "通过"),
    "verdict_failed": ("not yet", "还不对"),
    "verdict_error": ("your code stopped with an error", "你的代码运行出错"),
    "verdict_not_attempted": ("not attempted yet", "还没有作答"),
    "hint_passed": (
        "From here on the lesson uses your function.",
        "接下来这一课就用你写的函数。",
    ),
    "meanwhile": (
        "(Until it passes, the lesson goes on with its own solution.)",
        "（通过之前，这一课先用参考答案往下走。）",
    ),
    "hint_not_attempted": (
        "Replace the ... by your own code and run the cell again. Until then the lesson goes on with its own solution.",
        "请把 ... 换成你自己的代码，再运行一次这个单元格。在那之前，这一课先用参考答案往下走。",
    ),
    "hint_not_callable": (
        "Hand over the function itself, as in use({name!r}, {name}), without calling it. This is of type {type}.",
        "请把函数本身交上来，写成 use({name!r}, {name})，不要先调用它。现在交上来的是 {type} 类型。",
    ),
    "hint_signature": (
        "Keep the names and defaults of the arguments as they were given: {signature}",
        "请保持参数的名字和默认值不变：{signature}",
    ),
    "in_your_line": ("{error} — in your line “{line}”", "{error}（出在你的这一行：“{line}”）"),
    "hint_crash": (
        "{error}, during {call}.",
        "{error}。调用为 {call}。",
    ),
    "hint_cast": (
        "Your array has dtype {array}, and {given} can't be added into it (during {call}). Make it an array of floats.",
        "你的数组 dtype 是 {array}，不能把 {given} 的数累加进去（调用为 {call}）。请建一个浮点数组。",
    ),
    "hint_whole_and_real": (
        "TensorFlow doesn't mix whole and real numbers in one operation: {error}. tf.shape and tf.size give whole ones. "
        "x.shape has Python's numbers, which fit everything; or tf.cast(…, tf.float32) first.",
        "TensorFlow 不允许在一次运算里混用整数和实数：{error}。tf.shape 和 tf.size 给出的是整数张量。"
        "x.shape 里是 Python 的数，和什么都能算；也可以先用 tf.cast(…, tf.float32) 转换。",
    ),
    "hint_dtype": (
        "The array should hold real numbers; yours has dtype {dtype}.",
        "数组里应当是实数；你的数组 dtype 是 {dtype}。",
    ),
    "hint_half": (
        "Your result has dtype {dtype}, which keeps two or three digits only: too coarse to go on with. Use float32 or float64.",
        "你的结果 dtype 是 {dtype}，只有两三位有效数字，接下来的计算不够用。请用 float32 或 float64。",
    ),
    "hint_object": (
        "Your array, of shape {shape}, has dtype object: it holds Python objects (the first is of type {type}), not numbers. "
        "That happens when rows of different lengths are put together, or tensors into a list.",
        "你的数组（形状 {shape}）dtype 是 object：里面装的是 Python 对象（第一个是 {type} 类型），不是数。"
        "把长短不一的行拼在一起，或者把张量装进列表再转成数组，就会这样。",
    ),
    "hint_not_counts": (
        "Counts are whole numbers, but yours contain {value}.",
        "次数应是整数，你的结果里却有 {value}。",
    ),
    "hint_remembers": (
        "Called twice with the same arguments, {call} gave two different results. "
        "Does something live on between calls (a global, or a mutable default)?",
        "用同样的参数两次调用 {call}，结果不一样。是不是有东西在两次调用之间留了下来（全局变量，或可变的默认参数）？",
    ),
    "hint_returned_none": (
        "Your function returns None. Is a return statement missing?",
        "你的函数返回了 None。是不是忘了写 return？",
    ),
    "hint_returned_none_here": (
        "{call} gave None, though other trials gave a result. Does every way through your function end in a return?",
        "别的测试都有结果，{call} 却返回了 None。是不是有哪个分支没有写 return？",
    ),
    "hint_layer": (
        "You return a {type} itself. Call it on its input, and return the tensor that comes out.",
        "你返回的是 {type} 本身。应当把输入交给它调用一次，再返回得到的张量。",
    ),
    "hint_pair": (
        "Return exactly two arrays, image and mask. Your tuple holds: {types}.",
        "请正好返回两个数组：图像和掩码。你的元组里是：{types}。",
    ),
    "hint_type": (
        "The result should be {expected}, but what {call} returned is of type {got}.",
        "结果应该是{expected}，而 {call} 返回的是 {got} 类型。",
    ),
    "hint_not_int": (
        "A size is a whole number, but yours is the float {value}. Use integer arithmetic (no /).",
        "尺寸应是整数，你返回的却是浮点数 {value}。请用整数运算（不要用 /）。",
    ),
    "hint_not_int_array": (
        "Counts are whole numbers: make the array one of integers (yours has dtype {dtype}).",
        "次数应是整数：请用整数数组（现在的 dtype 是 {dtype}）。",
    ),
    "hint_shape": (
        "The shape is wrong: {call} should give {expected}, yours is {got}.",
        "形状不对：{call} 应得到 {expected}，你得到的是 {got}。",
    ),
    "hint_nan": (
        "There are NaNs in the result of {call}. Look for 0/0, or for an array that was never filled.",
        "{call} 的结果里有 NaN。请检查是否出现了 0/0，或者数组建好之后没有赋值。",
    ),
    "hint_inputs_changed": (
        "Your function changes its input in place (seen during {call}). Work on a copy: others still need it.",
        "你的函数原地修改了输入（调用 {call} 时发现）。请在副本上操作，别处还要用原来的输入。",
    ),
    "hint_not_scalar": (
        "One number is wanted, with no axes; yours has shape {shape}. How do the many become one?",
        "要的是一个数（没有轴），你的结果形状是 {shape}。许多个数要怎样变成一个？",
    ),
    "hint_one_in_array": (
        "One number is wanted, with no axes; yours is inside an array of shape {shape}. Is an axis left to sum or average over?",
        "要的是一个数（没有轴），你的数却包在形状为 {shape} 的数组里。是不是还有一个轴没有求和或取平均？",
    ),
    "hint_arrays_only": (
        "With NumPy arrays your function runs, but the lesson hands over TensorFlow tensors, and there it stops: "
        "{error}. Tensors have no methods like .reshape or .sum; tf.… or keras.ops.… has them as functions.",
        "输入是 NumPy 数组时你的函数能运行，但这一课传进来的是 TensorFlow 张量，到那里就出错了：{error}。"
        "张量没有 .reshape、.sum 这样的方法；请改用 tf.… 或 keras.ops.… 里的函数。",
    ),
    "hint_no_gradient": (
        "The values are right, but no gradient gets back to {argument}: it can't flow through NumPy, float() or .numpy(). "
        "Nothing could be trained with it. Write it with tf.… or keras.ops.… throughout.",
        "数值是对的，但梯度传不回 {argument}：NumPy、float()、.numpy() 都会把梯度截断，这样什么也训练不了。"
        "请全部改用 tf.… 或 keras.ops.…。",
    ),
    "hint_gradient_not_finite": (
        "The values are right, but the gradient to {argument} is NaN or infinite (seen during {call}). "
        "A square root or a power that meets a 0 does that, and so does a division by 0, even behind a tf.where.",
        "数值是对的，但对 {argument} 的梯度成了 NaN 或无穷大（调用 {call} 时发现）。在 0 处开方或求幂、除以 0 都会这样，"
        "外面套上 tf.where 也挡不住。",
    ),
    "hint_gradient_wrong": (
        "The values are right, but the gradient to {argument} isn't that of the formula (seen during {call}). "
        "Is a part cut off, by tf.stop_gradient, NumPy, rounding or a cast to whole numbers?",
        "数值是对的，但对 {argument} 的梯度不是这个公式的梯度（调用 {call} 时发现）。是不是有一部分被 tf.stop_gradient、"
        "NumPy、取整或转成整数截断了？",
    ),
    "hint_gradient_fails": (
        "The values are right, but TensorFlow can't get a gradient out of your function: {error}. "
        "Is there an operation that has none, or a gradient of your own that doesn't fit?",
        "数值是对的，但 TensorFlow 求不出你这个函数的梯度：{error}。是不是用了没有梯度的运算，或者自己写的梯度对不上？",
    ),
    "hint_graph": (
        "On its own your function works, but the lesson runs it inside a tf.function, and there it stops: {error}.",
        "单独运行没有问题，但这一课是在 tf.function 里面调用它，到那里就出错了：{error}。",
    ),
    "hint_graph_values": (
        "On its own your function works, but the lesson runs it inside a tf.function, and there it stops: {error}. "
        "In there tensors have no values yet: no NumPy, no .numpy(), no float(), no f-string (tf.print prints them).",
        "单独运行没有问题，但这一课是在 tf.function 里面调用它，到那里就出错了：{error}。"
        "在 tf.function 里，张量还没有具体的值：不能用 NumPy、.numpy()、float()，也不能放进 f-string（要打印，请用 tf.print）。",
    ),
    "hint_graph_unpacked": (
        "On its own your function works, but the lesson runs it inside a tf.function, and there a tensor can't be taken apart like "
        "a tuple, or looped over in Python: {error}. For sizes, F.shape instead of tf.shape(F) is a tuple of Python's numbers.",
        "单独运行没有问题，但这一课是在 tf.function 里面调用它，在那里不能像元组那样把张量拆开，也不能用 Python 循环遍历它：{error}。"
        "要取各个轴的大小，请用 F.shape（里面是 Python 的整数），不要用 tf.shape(F)。",
    ),
    "hint_graph_variable": (
        "On its own your function works, but the lesson runs it inside a tf.function, where no tf.Variable may be made anew "
        "in each call: {error}. You need none: compute with tensors.",
        "单独运行没有问题，但这一课是在 tf.function 里面调用它，那里不能每次调用都新建 tf.Variable：{error}。"
        "这里用不着变量，直接用张量计算。",
    ),
    "hint_graph_size": (
        "On its own your function works, but the lesson runs it inside a tf.function, and there it stops: {error}. How many "
        "pictures a batch has isn't known while the graph is built: take a mean, or ask tf.shape(…)[0].",
        "单独运行没有问题，但这一课是在 tf.function 里面调用它，到那里就出错了：{error}。"
        "建图时还不知道一批有几张图：请直接取平均，或者用 tf.shape(…)[0]。",
    ),
    "hint_graph_result": (
        "On its own your function is right, but inside a tf.function, where the lesson runs it, it gives another result: {got}. "
        "Does a way through your function depend on being there?",
        "单独运行是对的，但这一课是在 tf.function 里面调用它，在那里结果就变了：{got}。是不是有哪个分支只在那里才走到？",
    ),
    "hint_value_large": (
        "The form is right, the numbers are not: {right} of {all} trials agree. The first that does not is {call}, "
        "where yours gives {got}. Try it on a case so small that you know the result.",
        "形式对了，数值不对：{all} 组测试中对了 {right} 组。第一组不对的是 {call}，你得到的是 {got}。请换一个小得能知道结果的例子试试。",
    ),
    "hint_value": (
        "The form is right, the numbers are not: {right} of {all} trials agree. One that does not is {call}, "
        "where yours gives {got}. Work it out by hand and compare.",
        "形式对了，数值不对：{all} 组测试中对了 {right} 组。有一组不对的是 {call}，你得到的是 {got}。请把它手算一遍，再来比较。",
    ),
    "hint_factor": (
        "All of it is right but for one constant: each of your numbers is {factor} times what it should be.",
        "除了一个常数，全都对：你的每个数都是应有值的 {factor} 倍。",
    ),
    "the_courses": (
        "This is the course's own solution, not yours. Does the name behind def differ from {name}?",
        "交上来的是本课程的参考答案，不是你写的。def 后面的名字是不是和 {name} 不一样？",
    ),
    "kind_array": ("a NumPy array or tensor of numbers", "数值型的 NumPy 数组或张量"),
    "kind_int_array": ("a NumPy array of integers", "整数型的 NumPy 数组"),
    "kind_int": ("a whole number", "一个整数"),
    "kind_float": ("a number", "一个数"),
    "kind_text": ("text (str)", "一个字符串（str）"),
    "kind_pair": ("a tuple of two arrays (image, mask)", "由两个数组组成的元组 (image, mask)"),
    "kind_keras_tensor": ("a Keras tensor, as a layer returns it", "Keras 张量（层调用后得到的那种）"),
    "exercise_unknown": (
        "There is no exercise {name!r}. The exercises are: {names}.",
        "没有名为 {name!r} 的练习。现有：{names}。",
    ),
}
