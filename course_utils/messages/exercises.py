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
    "hint_crash": (
        "{type}: {message} — in your line “{line}”, during {call}.",
        "{type}：{message}。出错的是你的这一行“{line}”，调用为 {call}。",
    ),
    "hint_crash_somewhere": (
        "{type}: {message} — during {call}.",
        "{type}：{message}。调用为 {call}。",
    ),
    "hint_dtype": (
        "The array should hold real numbers; yours has dtype {dtype}.",
        "数组里应当是实数；你的数组 dtype 是 {dtype}。",
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
    "hint_arrays_only": (
        "With NumPy arrays your function runs, but the lesson hands over TensorFlow tensors, and there it stops: "
        "{type}: {message}. Tensors have no methods like .reshape or .sum; tf.… or keras.ops.… has them as functions.",
        "输入是 NumPy 数组时你的函数能运行，但这一课传进来的是 TensorFlow 张量，到那里就出错了（{type}：{message}）。"
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
    "hint_graph": (
        "On its own your function works, but the lesson runs it inside a tf.function, and there it stops: {type}: {message}. "
        "In there tensors have no values yet: no NumPy, no .numpy(), no float().",
        "单独运行没有问题，但这一课是在 tf.function 里面调用它，到那里就出错了（{type}：{message}）。"
        "在 tf.function 里，张量还没有具体的值：不能用 NumPy、.numpy()、float()。",
    ),
    "hint_value": (
        "The form is right, the numbers are not: {right} of {all} trials agree. The first that does not is {call}, "
        "where yours gives {got}. Work it out by hand and compare.",
        "形式对了，数值不对：{all} 组测试中对了 {right} 组。第一组不对的是 {call}，你得到的是 {got}。请把它手算一遍，再来比较。",
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
