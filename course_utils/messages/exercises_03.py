"""Hints of lesson 03: each names one mistake and never gives the answer away."""

TEXTS = {
    # discriminator_loss, generator_loss
    "loss_sum": (
        "You sum over the images of the batch. With the mean, the loss doesn't depend on how many there are.",
        "你对一批图像求了和。取平均，损失才与图像的张数无关。",
    ),
    "loss_base_2": (
        "That is the logarithm to base 2. The natural one is wanted.",
        "你用的是以 2 为底的对数。要用自然对数。",
    ),
    "loss_base_10": (
        "That is the logarithm to base 10. The natural one is wanted.",
        "你用的是以 10 为底的对数。要用自然对数。",
    ),
    "loss_log_of_mean": (
        "You average the probabilities first and take the logarithm of that. Every image comes with a logarithm of its own.",
        "你先把概率平均，再取对数。应当每张图像各取各的对数，最后才平均。",
    ),
    "loss_logits": (
        "Your formula takes the probabilities for logits and squeezes them through a sigmoid once more (from_logits=True?).",
        "你的公式把概率当成了 logits，又套了一次 sigmoid（是不是写了 from_logits=True？）。",
    ),
    "loss_log_of_zero": (
        "For probabilities of exactly 0 or 1, which a saturated sigmoid does give, your loss becomes {value}: a log(0). "
        "One such image spoils all weights. Keep what goes into the logarithm a tiny bit above 0 "
        "(in float32 1 − 1e-8 is still exactly 1, so not too tiny).",
        "sigmoid 饱和时会给出正好是 0 或 1 的概率，这时你的损失成了 {value}：出现了 log(0)。只要有一张这样的图像，"
        "所有权重就都毁了。请让送进对数的数略大于 0（也别太小：在 float32 里，1 − 1e-8 仍然正好等于 1）。",
    ),
    "loss_log_of_zero_gradient": (
        "For probabilities of exactly 0 or 1 your loss is a number, but its gradient is NaN or infinite: the log(0) is still "
        "computed and only hidden afterwards. Keep what goes into the logarithm above 0.",
        "概率正好是 0 或 1 时，你的损失是正常的数，梯度却是 NaN 或无穷大：log(0) 仍然参与了计算，只是事后被遮住。请让送进对数的数大于 0。",
    ),
    "loss_clipped": (
        "You keep the probabilities too far away from 0 and 1. Out there, where a network is most wrong, your loss is flat: no gradient.",
        "你把概率限制得离 0 和 1 太远了。网络错得最厉害的时候，你的损失反而是平的：没有梯度。",
    ),
    "disc_smoothing_both": (
        "You smooth the targets of the fakes as well. One-sided smoothing leaves theirs at 0.",
        "你把假图像的目标也平滑了。单侧标签平滑只改真图像的目标，假图像的仍是 0。",
    ),
    "disc_smoothing_fakes": (
        "You smooth the targets of the fakes. It is those of the real images that change.",
        "你平滑的是假图像的目标。要改的是真图像的目标。",
    ),
    "disc_smoothing_ignored": (
        "smoothing has no effect in yours. (Without it, your loss is right.)",
        "smoothing 没有起作用。（不平滑时，你的损失是对的。）",
    ),
    "disc_smoothing_up": (
        "Your smoothing moves the target above 1. A real image should be asked for a little less than certainty.",
        "你的平滑让目标超过了 1。对真图像的要求应当比“百分之百确定”稍低一点。",
    ),
    "disc_smoothing_incomplete": (
        "Your smoothing only makes the real part smaller. A target between 0 and 1 brings in the other term of the cross-entropy "
        "too: the discriminator also pays for being too sure.",
        "你的平滑只是把真图像那一项变小了。目标在 0 和 1 之间时，交叉熵的另一项也会出现：判别器过于自信也要受罚。",
    ),
    "disc_smoothing_as_target": (
        "You take smoothing itself as the target of the real images. It says how far below 1 the target lies.",
        "你把 smoothing 直接当成了真图像的目标。它表示的是目标比 1 低多少。",
    ),
    "disc_smoothing_keras": (
        "Your target for the real images moves only half as far: Keras's label_smoothing pulls it towards ½, not towards 0.",
        "真图像的目标只移动了一半：Keras 的 label_smoothing 是往 ½ 拉，不是往 0 拉。",
    ),
    "disc_smoothing_keras_both": (
        "Keras's label_smoothing pulls both targets towards ½. Here only the target of the real images moves, by the full smoothing.",
        "Keras 的 label_smoothing 把两边的目标都往 ½ 拉。这里只移动真图像的目标，而且移动整个 smoothing。",
    ),
    "disc_swapped": (
        "Real and fake are swapped: yours rewards a discriminator that takes fakes for real.",
        "真假弄反了：你的损失会奖励把假图像当真的判别器。",
    ),
    "disc_halved": (
        "You take the mean of the two parts. Their sum is wanted.",
        "你取了两部分的平均。要的是两部分之和。",
    ),
    "disc_sign": (
        "The sign is wrong: yours gets smaller the worse the discriminator does. A loss is made small.",
        "符号反了：判别器越差，你的损失反而越小。损失是要变小的。",
    ),
    "disc_sign_real": (
        "The part of the real images has the wrong sign: a logarithm of a probability is negative, a loss isn't.",
        "真图像那一项的符号反了：概率的对数是负的，损失不是。",
    ),
    "disc_sign_fake": (
        "The part of the fakes has the wrong sign: a logarithm of a probability is negative, a loss isn't.",
        "假图像那一项的符号反了：概率的对数是负的，损失不是。",
    ),
    "disc_fakes_forgotten": (
        "The fakes play no part in yours: a discriminator that calls everything real would be perfect.",
        "假图像没有起作用：判别器只要把一切都说成真的，就能得满分。",
    ),
    "disc_real_forgotten": (
        "The real images play no part in yours: a discriminator that calls everything fake would be perfect.",
        "真图像没有起作用：判别器只要把一切都说成假的，就能得满分。",
    ),
    "disc_fakes_as_real": (
        "Your second part rewards calling the fakes real. That is what the generator wants; the discriminator wants the opposite.",
        "你的第二项奖励把假图像说成真的。那是生成器想要的；判别器想要的正相反。",
    ),
    "disc_fakes_as_real_minus": (
        "For the fakes you take log D with the other sign. The formula has log(1 − D), which is another curve.",
        "对假图像，你用的是变了号的 log D。公式里是 log(1 − D)，那是另一条曲线。",
    ),
    "disc_real_as_fake": (
        "Your first part asks for a 0 on the real images, as though they were fakes.",
        "你的第一项要求真图像得 0，把它们也当成假的了。",
    ),
    "disc_pooled": (
        "You take one mean over all images, real and fake together. Each of the two has a mean of its own, and they are added.",
        "你把真假图像放在一起求了一个平均。应当各求各的平均，再相加。",
    ),
    "disc_pooled_twice": (
        "Right as long as there are as many real images as fakes. Give each of the two a mean of its own.",
        "真假图像张数相同时才对。请两边各求各的平均。",
    ),
    "disc_one_m_real": (
        "You divide both sums by the number of real images. There may be another number of fakes: each sum has a count of its own.",
        "你把两个和都除以真图像的张数。假图像的张数可能不同：两个和应当各除以各的张数。",
    ),
    "disc_one_m_fake": (
        "You divide both sums by the number of fakes. There may be another number of real images: each sum has a count of its own.",
        "你把两个和都除以假图像的张数。真图像的张数可能不同：两个和应当各除以各的张数。",
    ),
    "loss_bce_swapped": (
        "The two arguments of BinaryCrossentropy are swapped: y_true, the targets, come first, then y_pred, the probabilities.",
        "BinaryCrossentropy 的两个参数写反了：先写 y_true（目标），再写 y_pred（概率）。",
    ),
    "disc_no_log": (
        "There is no logarithm in yours: being quite sure and quite wrong would cost hardly more than being unsure.",
        "你的公式里没有对数：十分肯定却完全判错，代价也不会比拿不准大多少。",
    ),
    "disc_squares": (
        "You use squared errors (that is the least-squares GAN). Here the loss is the cross-entropy.",
        "你用的是平方误差（那是最小二乘 GAN）。这里的损失是交叉熵。",
    ),
    "disc_critic": (
        "That is the difference of the means, as a Wasserstein critic has it. Here the loss is the cross-entropy.",
        "这是两个平均值之差，是 Wasserstein GAN 的做法。这里的损失是交叉熵。",
    ),
    "gen_saturating": (
        "That is log(1 − D), the saturating loss: as long as the discriminator wins easily, it has hardly any slope. "
        "The other one of the paper is wanted.",
        "这是 log(1 − D)，会饱和的那种损失：判别器轻松取胜时，它几乎没有坡度。要的是论文里的另一种。",
    ),
    "gen_sign": (
        "The sign is wrong: the better the generator fools the discriminator, the smaller its loss should be.",
        "符号反了：生成器越能骗过判别器，损失应当越小。",
    ),
    "gen_discriminators": (
        "That is the discriminator's part: it gets small when the fakes are found out. The generator wants the opposite.",
        "这是判别器的那一项：假图像被识破时它才小。生成器想要的正相反。",
    ),
    "gen_both_parts": (
        "Your loss asks the discriminator for a 1 and for a 0 on the same fakes. Which of the two does the generator want?",
        "对同一批假图像，你的损失既要求判别器给 1，又要求它给 0。生成器想要的是哪一个？",
    ),
    "gen_halved": (
        "Half of what it should be. Where does the factor ½ come from?",
        "只有应有的一半。这个 ½ 是从哪里来的？",
    ),
    "gen_smoothed": (
        "Your targets are {target} instead of 1. Only the discriminator's real images are smoothed; the generator wants to be taken "
        "for real, without reserve.",
        "你的目标是 {target}，不是 1。只有判别器看真图时才做标签平滑（label smoothing）；生成器的目标就是 1，不打折扣。",
    ),
    "gen_no_log": (
        "There is no logarithm in yours: a generator that is found out at once would hardly get a stronger push than a good one.",
        "你的公式里没有对数：一下子就被识破的生成器，受到的推动并不比好的生成器大多少。",
    ),
    "gen_no_log_sign": (
        "You give the mean probability, with a minus sign. Where is the logarithm?",
        "你给的是平均概率，前面加了负号。对数在哪里？",
    ),
    "gen_squares": (
        "You use squared errors (that is the least-squares GAN). Here the loss is the cross-entropy.",
        "你用的是平方误差（那是最小二乘 GAN）。这里的损失是交叉熵。",
    ),
    # train_generator
    "train_no_gradient": (
        "No gradient reaches the weights that you update. Are G and D both called inside the GradientTape, as models "
        "(not with .predict, nor through NumPy)?",
        "要更新的权重没有得到梯度。G 和 D 是不是都在 GradientTape 里面调用的？要直接调用模型（不能用 .predict，也不能经过 NumPy）。",
    ),
    "train_apply_swapped": (
        "The two arguments of optimizer.apply are swapped: the gradients come first, then the variables.",
        "optimizer.apply 的两个参数写反了：先写梯度，再写变量。",
    ),
    "train_all_variables": (
        "Among your variables are some that aren't learned: .variables and .weights also hold what layers store, such as the averages of a "
        "batch normalisation. They get no gradient, and the optimizer doesn't know them. Which list has only what is trained?",
        "你的变量里有一些并不靠梯度学习：.variables 和 .weights 还包含层里存着的量，例如批归一化的平均值。它们没有梯度，优化器也不认识。哪个列表里只有要训练的？",
    ),
    "train_frozen": (
        "Your function leaves the discriminator frozen (trainable = False): its own training step would find nothing left to train. "
        "There is no need to freeze it: who gets updated is up to the list of weights.",
        "你的函数让判别器一直处于冻结状态（trainable = False）：轮到它训练时就没有可训练的权重了。其实不必冻结：更新谁，由权重列表决定。",
    ),
    "train_discriminator_instead": (
        "The discriminator's weights change, and the generator's don't. Whose turn is it?",
        "变的是判别器的权重，生成器的没有变。现在轮到谁训练？",
    ),
    "train_both": (
        "The discriminator's weights change too. In this step it only judges; it would learn to be fooled.",
        "判别器的权重也变了。这一步它只当裁判；否则它就会学着被骗。",
    ),
    "train_not_applied": (
        "The generator's weights stay as they were: the gradient is never applied.",
        "生成器的权重没有变：梯度没有用上。",
    ),
    "train_optimizer_unused": (
        "The weights change, but not through the optimizer that was handed over: it hasn't made a single step.",
        "权重变了，但没有用传进来的优化器：它一步也没有走。",
    ),
    "train_several_steps": (
        "The optimizer makes {steps} steps in one call. One is wanted.",
        "调用一次，优化器走了 {steps} 步。只要一步。",
    ),
    "train_maximises": (
        "The generator gets worse: your step goes up its loss instead of down. Look for a sign.",
        "生成器变差了：你这一步让损失变大，没有变小。请检查符号。",
    ),
    "train_saturating": (
        "You make log(1 − D) small, the saturating loss: as long as the discriminator wins easily, it has hardly any slope.",
        "你让 log(1 − D) 变小，这是会饱和的损失：判别器轻松取胜时，它几乎没有坡度。",
    ),
    "train_for_the_discriminator": (
        "Your step makes the fakes easier to find out: the generator is trained towards the target 0, the discriminator's wish. "
        "What does the generator want D to say?",
        "这一步让假图像更容易被识破：你训练生成器时用的目标是 0，那是判别器的愿望。生成器希望 D 说什么？",
    ),
    "train_without_log": (
        "You make D itself large, without the logarithm. As long as the discriminator wins easily, that has hardly any slope.",
        "你直接让 D 变大，没有取对数。判别器轻松取胜时，它几乎没有坡度。",
    ),
    "train_sum": (
        "You sum over the batch instead of taking the mean: the step grows with the number of images.",
        "你对一批图像求和，没有取平均：图像越多，步子就越大。",
    ),
    "train_factor": (
        "The direction is right, but each step is {factor} times as large as the optimizer would make it from the loss's gradient.",
        "方向是对的，但每一步都是按损失的梯度所走的 {factor} 倍。",
    ),
    "train_smoothed": (
        "Your generator is trained towards the target {target} instead of 1. Only the discriminator's real images are smoothed.",
        "你的生成器是朝着目标 {target} 训练的，不是 1。只有判别器看真图时才做标签平滑（label smoothing）。",
    ),
    "train_discriminator_training": (
        "The discriminator changes its kernels, though you don't train it: with training=True its spectral normalisation does that. "
        "Here it only answers: training=False.",
        "你没有训练判别器，它的卷积核却变了：training=True 时，谱归一化会改动卷积核。判别器在这里只管回答：training=False。",
    ),
    "train_generator_training": (
        "The batch normalisations in the generator keep their averages as they were. Run the generator with training=True.",
        "生成器里批归一化的统计量没有更新。请用 training=True 运行生成器。",
    ),
    "train_part": (
        "Only a part of the generator's weights is trained; the rest stays as it was.",
        "生成器的权重只训练了一部分，其余的没有变。",
    ),
    "train_own_noise": (
        "Two runs from the same weights with the same noise go different ways. Do you draw noise of your own? Use the noise that is handed over.",
        "权重相同、noise 相同，两次运行的结果却不同。是不是自己又抽了噪声？请用传进来的 noise。",
    ),
    "train_direction": (
        "Only the generator changes, as it should, but not along the gradient of its loss. Which loss do you differentiate, and of which images?",
        "只有生成器变了，这一点是对的，但没有沿着它的损失的梯度走。你是对哪个损失求导的？用的是哪些图像？",
    ),
    "train_returns_late": (
        "The step is right, but you return the loss after it. Return the one that you differentiated.",
        "这一步是对的，但你返回的是更新之后的损失。应当返回求导时的那个。",
    ),
    "train_returns_sign": (
        "The step is right, but the loss that you return has the wrong sign.",
        "这一步是对的，但你返回的损失符号反了。",
    ),
    "train_returns_fake_loss": (
        "The step is right, but you return the discriminator's loss on these images, not the generator's.",
        "这一步是对的，但你返回的是判别器在这些图像上的损失，不是生成器的。",
    ),
    "train_returns_saturating": (
        "The step is right, but you return log(1 − D), the saturating loss.",
        "这一步是对的，但你返回的是 log(1 − D)，也就是会饱和的那种损失。",
    ),
    "train_returns_probability": (
        "The step is right, but you return the mean of D, a probability, and not the loss.",
        "这一步是对的，但你返回的是 D 的平均值（概率），不是损失。",
    ),
    "train_returns_sum": (
        "The step is right, but the loss that you return is summed over the batch.",
        "这一步是对的，但你返回的损失是对一批图像求的和。",
    ),
    "train_returns_other": (
        "The step is right, but what you return ({got}) isn't the generator's loss.",
        "这一步是对的，但你返回的（{got}）不是生成器的损失。",
    ),
    # r1_penalty
    "r1_not_watched": (
        "The tape gives None for the gradient. A tape follows variables by itself, but a tensor only after tape.watch(…), before anything is "
        "computed with it; and everything up to what you differentiate has to be computed inside the with.",
        "梯度带给出的梯度是 None。变量会自动被跟踪，张量却要先写 tape.watch(…)，再用它计算；从网络到要求导的量，都必须在 with 里面算。",
    ),
    "r1_probability": (
        "That is the slope of the probability. Behind the sigmoid it vanishes wherever D is sure; the slope of the logit is wanted.",
        "这是概率的斜率。经过 sigmoid 之后，只要 D 有把握，斜率就几乎为 0；要的是 logit 的斜率。",
    ),
    "r1_loss": (
        "That is the slope of D's loss on real pictures, −log D. R1 takes the logit itself.",
        "这是 D 在真图上的损失 −log D 的斜率。R1 用的是 logit 本身。",
    ),
    "r1_sigmoid_undone": (
        "Right as long as D is unsure. But from a probability of exactly 1, which float32 reaches soon, no logit can be got back: "
        "take it before the sigmoid.",
        "D 没有把握时是对的。可是 float32 很快就会给出正好等于 1 的概率，再也算不回 logit：请在 sigmoid 之前取。",
    ),
    "r1_batch_first": (
        "You add the slopes of all pictures up before you square: opposite slopes cancel out. Square each picture's own.",
        "你先把所有图的斜率加起来，再平方：方向相反的斜率就抵消了。应当每张图各自平方。",
    ),
    "r1_batch_mean_first": (
        "You average the slopes over the batch before you square: opposite slopes cancel out. Square each picture's own, then average.",
        "你先对一批图的斜率取平均，再平方：方向相反的斜率就抵消了。应当每张图各自平方，然后取平均。",
    ),
    "r1_mean_logit": (
        "You differentiate the mean of the logits: every slope comes out m times too small. Differentiate the logits themselves, or their sum.",
        "你是对 logit 的平均值求导的：每个斜率都小了 m 倍。请对 logit 本身（或它们的和）求导。",
    ),
    "r1_not_squared": (
        "That is the mean length of the slope. Its square is wanted (so no root is needed).",
        "这是斜率长度的平均。要的是长度的平方（不必开方）。",
    ),
    "r1_pixel_mean": (
        "You take the mean over the numbers of a picture as well. Sum over them; the mean is over the batch only.",
        "你对一张图里的各个数也取了平均。它们应当相加，只对批次取平均。",
    ),
    "r1_batch_sum": (
        "You sum over the batch too. Of the pictures' squares the mean is wanted.",
        "你对批次也求了和。各张图的平方要取平均。",
    ),
    "r1_half": (
        "Half of what it should be. The factor γ/2 is put in where the penalty is added to the loss.",
        "只有应有的一半。γ/2 这个系数，要到把惩罚加进损失时才乘。",
    ),
    "r1_around_one": (
        "You ask for slopes of length 1, as WGAN-GP does. R1 asks for 0.",
        "你要求斜率的长度为 1，这是 WGAN-GP 的做法。R1 要求的是 0。",
    ),
    "r1_absolute": (
        "You sum absolute values. The squares are wanted.",
        "你加的是绝对值。要的是平方。",
    ),
    "r1_no_square": (
        "There is no square in yours: slopes up and down cancel out.",
        "你没有平方：正的和负的斜率互相抵消了。",
    ),
    "r1_weights": (
        "That is the gradient by the weights of D. By what do you differentiate? By the picture: how does the logit change when a pixel does?",
        "这是对 D 的权重的梯度。该对什么求导？对图：一个像素变了，logit 怎么变？",
    ),
    "r1_no_second": (
        "The number is right, but it can't be differentiated once more: D's weights get no gradient from it. Is there a stop_gradient, NumPy or "
        "float() on the way? From the slopes to the end everything has to be TensorFlow.",
        "数值是对的，但不能再求一次导：D 的权重从它那里得不到梯度。中间是不是用了 stop_gradient、NumPy 或 float()？从斜率到最后，都要用 TensorFlow 来算。",
    ),
    "r1_second_wrong": (
        "The number is right, but its gradient by D's weights isn't: a part of the way is cut off. Is there a stop_gradient, or NumPy, in one factor?",
        "数值是对的，但它对 D 的权重的梯度不对：有一部分被切断了。是不是有一个因子用了 stop_gradient 或 NumPy？",
    ),
    "r1_net_changed": (
        "Your function changes the net: with training=True its spectral normalisation rescales the kernels. A penalty only looks.",
        "你的函数改动了网络：training=True 时，谱归一化会改写卷积核。惩罚只是看一看，什么也不能改。",
    ),
    # train_with_penalty
    "penalty_teaches_nothing": (
        "D moves as if there were no penalty: no gradient comes from it. When is it computed, and what does the tape record?",
        "D 走的一步和没有惩罚时一样：惩罚没有给出梯度。它是什么时候算的？梯度带又记录了什么？",
    ),
    "penalty_alone": (
        "D moves for the penalty only; nothing teaches it real from fake any more. Add the two, and differentiate the sum.",
        "D 只顾着减小惩罚，不再学着分辨真假。请把两者相加，再对它们的和求导。",
    ),
    "penalty_not_halved": (
        "The penalty pulls twice as hard as it should. What is its factor?",
        "惩罚的力度大了一倍。它的系数是多少？",
    ),
    "penalty_gamma_ignored": (
        "gamma has no effect: your factor is always ½.",
        "gamma 没有起作用：你的系数总是 ½。",
    ),
    "penalty_bare": (
        "You add the bare penalty; its factor gamma / 2 is missing.",
        "你直接加上了惩罚，漏掉了系数 gamma / 2。",
    ),
    "penalty_subtracted": (
        "The penalty is subtracted: D gets steeper instead of flatter.",
        "你减去了惩罚：D 会变得更陡，而不是更缓。",
    ),
    "penalty_of_fakes": (
        "Your penalty is taken at the generated points. R1 looks at real ones.",
        "你的惩罚是在生成的点上算的。R1 看的是真实的点。",
    ),
    "penalty_of_both": (
        "Your penalty is taken at real and generated points together. R1 looks at real ones.",
        "你把真实的点和生成的点放在一起算惩罚。R1 只看真实的点。",
    ),
    "penalty_smoothing_lost": (
        "smoothing has no effect any more. Nothing but the fault should change.",
        "smoothing 不起作用了。除了那处毛病，别的都不该变。",
    ),
    "penalty_uphill": (
        "Your step makes the loss larger. Look for a sign.",
        "你这一步让损失变大了。请检查符号。",
    ),
    "penalty_steps": (
        "The optimizer moves {steps} times in one call. Two moves aren't one move along the sum, least of all for Adam: add the losses instead.",
        "调用一次，优化器走了 {steps} 步。分开走两步不等于沿着总损失走一步，对 Adam 尤其如此：请把损失加起来。",
    ),
    "penalty_not_applied": (
        "D's gradient never reaches the optimizer that was handed over: it hasn't made a single step.",
        "D 的梯度没有交给传进来的优化器：它一步也没有走。",
    ),
    "penalty_generator_moved": (
        "The generator has changed. This is D's move.",
        "生成器变了。现在轮到的是 D。",
    ),
    "penalty_generator_stores": (
        "The averages of the generator's batch normalisation have changed: with training=True it stores new ones. In D's move it only draws.",
        "生成器里批归一化的平均值变了：training=True 时它会存下新的。轮到 D 时，生成器只管画。",
    ),
    "penalty_discriminator_training": (
        "D is the mover, but its spectral normalisation doesn't do its work: call D on the pictures with training=True.",
        "轮到的是 D，它的谱归一化却没有工作：让 D 看图时，请写 training=True。",
    ),
    "penalty_direction": (
        "D moves, but not down its cross-entropy plus gamma / 2 times the penalty. Copy faulty_step afresh, and change one thing only.",
        "D 动了，但没有沿着“交叉熵加 gamma / 2 乘惩罚”往下走。请重新抄一遍 faulty_step，只改一处。",
    ),
    "penalty_returns_late": (
        "The step is right, but you return the loss after it. Return the one that you differentiated.",
        "这一步是对的，但你返回的是更新之后的损失。应当返回求导时的那个。",
    ),
    "penalty_returns_entropy": (
        "The step is right, but you return the loss without the penalty.",
        "这一步是对的，但你返回的损失不含惩罚。",
    ),
    "penalty_returns_r1": (
        "The step is right, but you return the penalty alone.",
        "这一步是对的，但你只返回了惩罚。",
    ),
    "penalty_returns_other": (
        "The step is right, but what you return ({got}) isn't D's loss with the penalty.",
        "这一步是对的，但你返回的（{got}）不是 D 加上惩罚后的损失。",
    ),
    # interpolate
    "path_end_missing": (
        "Your path stops one step before z1. Both ends belong to it.",
        "你的路径差一步没有走到 z1。两端都要包括在内。",
    ),
    "path_start_missing": (
        "Your path starts one step after z0. Both ends belong to it.",
        "你的路径从 z0 的下一步才开始。两端都要包括在内。",
    ),
    "path_ends_missing": (
        "Both ends are missing: yours has only what lies between z0 and z1.",
        "两端都漏掉了：你的结果里只有 z0 和 z1 之间的部分。",
    ),
    "path_backwards": (
        "Your path runs from z1 to z0.",
        "你的路径是从 z1 走到 z0 的，方向反了。",
    ),
    "path_one_more": (
        "One row too many: steps counts the rows, both ends among them, not the gaps between them.",
        "多了一行：steps 数的是行数（两端也算），不是相邻两行之间的间隔数。",
    ),
    "path_two_more": (
        "Two rows too many: z0 and z1 already count among the steps.",
        "多了两行：z0 和 z1 已经算在 steps 里了。",
    ),
    "path_one_less": (
        "One row is missing, the last. Where does your range stop?",
        "少了最后一行。你的 range 到哪里停下？",
    ),
    "path_spherical": (
        "That is spherical interpolation, along an arc. Here the path is straight.",
        "这是球面插值，走的是弧线。这里要走直线。",
    ),
    "path_transposed": (
        "Rows and columns are swapped: each step of the path is a row.",
        "行和列对调了：路径上的每一步应当是一行。",
    ),
    "path_flat": (
        "All steps are strung together in one axis. Each should be a row of its own.",
        "所有步都连成了一个轴。应当每一步单独占一行。",
    ),
    "path_unit": (
        "You bring every row to length 1. The path should stay as long as it is.",
        "你把每一行都归一化成了长度 1。应当保持原来的长度。",
    ),
    "path_start_kept": (
        "You add more and more of z1, but z0 never goes away: the path doesn't end at z1.",
        "你一点点加上 z1，但 z0 一直没有减少：路径的终点不是 z1。",
    ),
    "path_from_zero": (
        "Your path has the right direction and length, but starts at 0 instead of z0.",
        "方向和长度都对，但你的路径是从 0 出发的，不是从 z0。",
    ),
    "path_sum": (
        "Every row is z0 + z1. The shares should change along the way.",
        "每一行都是 z0 + z1。两者所占的比例应当一路变化。",
    ),
    "path_middle": (
        "Every row is the middle between z0 and z1. The shares should change along the way.",
        "每一行都是 z0 和 z1 的中点。两者所占的比例应当一路变化。",
    ),
    "path_whole_numbers": (
        "Your numbers are cut off to whole ones. Does an integer dtype or a // come in?",
        "你的数被截成了整数。是不是用了整数 dtype 或者 //？",
    ),
    "path_smooth": (
        "Your steps are small at the ends and large in the middle (smoothstep). They should all be equal.",
        "你的步子两头小、中间大（smoothstep）。每一步应当一样大。",
    ),
    "path_cosine": (
        "Your steps are small at the ends and large in the middle (a cosine). They should all be equal.",
        "你的步子两头小、中间大（余弦）。每一步应当一样大。",
    ),
    "path_jump": (
        "Your path jumps from z0 to z1 in the middle. There should be something in between.",
        "你的路径到中间就从 z0 一下子跳到了 z1。中间应当有过渡。",
    ),
    "path_no_column": (
        "The shares are one for each step, z0 and z1 have one number for each dimension: multiplied as they are, these lengths don't fit, or "
        "are taken for the same axis. Give the shares an axis of their own: (steps, 1).",
        "比例是每一步一个，z0 和 z1 是每一维一个数：直接相乘，长度对不上，或者被当成同一个轴。请给比例单独一个轴：(steps, 1)。",
    ),
    "path_extra_axis": (
        "There is an axis of length 1 too many between steps and numbers.",
        "在步数和数值之间多了一个长度为 1 的轴。",
    ),
    "path_first_number": (
        "Only the first number of z0 and z1 is interpolated. All of them should be.",
        "只对 z0 和 z1 的第一个数做了插值。应当对所有的数都做。",
    ),
    "path_first_row": (
        "You return a single point, z0. A whole path is wanted. Does a return stand inside the loop?",
        "你只返回了一个点 z0。要的是整条路径。return 是不是写在循环里面了？",
    ),
    "path_last_row": (
        "You return a single point, z1. A whole path is wanted. Is something overwritten in the loop instead of collected?",
        "你只返回了一个点 z1。要的是整条路径。循环里是不是把前面的结果覆盖了，没有收集起来？",
    ),
}
