"""What digits, their judge, and the GAN that learns them may say to a student, in both languages."""

TEXTS: dict[str, tuple[str, str]] = {
    "digits_damaged": (
        "{path} is not the file of 5,000 digits that the course knows. Install {package} anew: "
        "pip install --force-reinstall --no-deps {package}.",
        "{path} 不是课程所认识的那份 5,000 个数字的文件。请重新安装 {package}："
        "pip install --force-reinstall --no-deps {package}。",
    ),
    "mnist_absent": (
        "The 70,000 digits of MNIST are not on this computer and could not be downloaded, so the lesson goes on with "
        "the 5,000 that are installed. {reason}",
        "本机没有 MNIST 的全部 70,000 个数字，也没能下载，这一课就用已经装好的 5,000 个。{reason}",
    ),
    "judge_pictures": (
        "The judge of digits takes pictures as a NumPy array of dtype uint8 and shape (n, 28, 28), ink 255 on paper 0. "
        "Here: dtype {dtype}, shape {shape}.",
        "数字裁判接收的图片是 NumPy 数组，dtype 为 uint8，形状为 (n, 28, 28)，墨是 255，纸是 0。这里是：dtype {dtype}，形状 {shape}。",
    ),
    "judge_numbers": (
        "A Fréchet distance compares as many pictures with as many, at least two: fewer make it larger. Here: {first} and "
        "{second}.",
        "Fréchet 距离要拿同样多的图片来比，至少各两张：图片越少，距离越偏大。这里是 {first} 张和 {second} 张。",
    ),
    "judge_damaged": (
        "{path} is missing or is not the judge of digits that the course ships. Install the course anew.",
        "{path} 不存在，或者不是课程自带的那个数字裁判。请重新安装课程。",
    ),
    "gan_frames_unreadable": (
        "{path} is not a file of pictures that this training wrote. Remove the folder {folder} and train "
        "afresh, or name another one.",
        "{path} 不是本训练写下的图片文件。请删除文件夹 {folder} 从头训练，或换一个文件夹。",
    ),
    "gan_not_finite": (
        "In epoch {epoch} a loss became infinite or not a number: the training has stopped, and the nets are "
        "back where they were after the last good epoch. The usual cause is a learning rate that is too "
        "large; or a logarithm of 0 in a loss. Build the nets anew before you train again.",
        "第 {epoch} 轮里损失变成了无穷大或 NaN：训练已停止，网络已退回上一个正常轮次结束时的状态。"
        "常见原因是学习率太大，或者损失里对 0 取了对数。再次训练之前，请先重新建立网络。",
    ),
    "gan_discriminator_won": (
        "In epoch {epoch} the discriminator tells real from generated with near certainty (its loss is "
        "{d:.3f}, the generator's {g:.1f}): the generator gets next to no useful gradient any more, so the "
        "training has stopped. Give the generator a larger learning rate or the discriminator a smaller one, "
        "and build the nets anew.",
        "第 {epoch} 轮里，判别器几乎百分之百地分得出真假（它的损失是 {d:.3f}，生成器的是 {g:.1f}）："
        "生成器已得不到有用的梯度，训练已停止。请调大生成器的学习率或调小判别器的学习率，并重新建立网络。",
    ),
    "gan_discriminator_stuck": (
        "In epoch {epoch} the discriminator takes every picture for real, with such certainty that its sigmoid is exactly 1 "
        "and passes no gradient any more (its loss is {d:.1f}, the generator's {g:.3f}): nobody learns, so the training has "
        "stopped. Give both smaller learning rates, and build the nets anew.",
        "第 {epoch} 轮里，判别器把每张图都当成真的，而且确信到 sigmoid 恰好等于 1，梯度再也传不过去（它的损失是 {d:.1f}，生成器的是 {g:.3f}）："
        "双方都学不到东西，训练已停止。请把两个学习率都调小，并重新建立网络。",
    ),
}
