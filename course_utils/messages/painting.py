"""What the live canvas of lesson 04 says."""

TEXTS = {
    "painting_alt": ("{name} while it is being painted", "正在画的 {name}"),
    "painting_step": ("{name}: look {now} of {all}", "{name}：第 {now} 次计算，共 {all} 次"),
    "painting_done": (
        "{name}: done in {seconds:.0f} s, {evaluations} looks",
        "{name}：完成，用时 {seconds:.0f} 秒，计算 {evaluations} 次",
    ),
    "painting_stopped": (
        "{name}: stopped after {seconds:.0f} s and {evaluations} looks. The best picture so far is kept.",
        "{name}：用时 {seconds:.0f} 秒、计算 {evaluations} 次后停止，已保留到目前为止最好的一张。",
    ),
    "painting_not_finite": (
        "{name}: at look {evaluation} the loss is not a finite number, so there is nothing to go downhill on. Make the "
        "weights or the step smaller, and check that the pictures hold numbers between 0 and 1.",
        "{name}：第 {evaluation} 次计算时，损失不再是有限的数，没法接着往下走了。请把权重或步长调小，并检查图像里的数值是否都在 0 到 1 之间。",
    ),
    "loss_content": ("content", "内容"),
    "loss_style": ("style", "风格"),
    "loss_variation": ("variation", "总变差"),
}
