"""Words of the website's figures in which a network runs. JavaScript fills in what stands in {{double}} braces."""

TEXTS = {
    "net_still": (
        "A still picture: it comes alive in a browser of recent years that may run this site's JavaScript.",
        "这是静态图：用近几年的浏览器，并允许本站运行 JavaScript，它就会动起来。",
    ),
    # lesson 05, and the first page
    "net_digits_which": ("Which digit?", "画哪个数字？"),
    "net_digits_guidance": ("Guidance w", "引导强度 w"),
    "net_digits_step": ("Step", "第几步"),
    "net_digits_bar": ("Steps done", "已走的步数"),
    "net_digits_again": ("New noise", "换一份噪声"),
    "net_digits_alt": (
        "A {{digit}} on its way out of noise, after step {{step}} of {{steps}}.",
        "从噪声里走出来的 {{digit}}，第 {{step}} 步，共 {{steps}} 步。",
    ),
    "net_digits_still": ("A 7 that a network drew out of noise.", "网络从噪声里画出来的一个 7。"),
    "net_digits_done": (
        "A {{digit}} out of noise, in {{steps}} steps and {{seconds}} s.",
        "从噪声到 {{digit}}：{{steps}} 步，{{seconds}} 秒。",
    ),
    "net_digits_caption": (
        "Your browser computes this: lesson 05's net with a smaller overview ({weights:,} weights), trained the same"
        " way for {epochs} epochs, walks {steps} Euler steps. Of 1,000 digits drawn so with w = 2 the judge is sure"
        " of {confident_share:.1%} and reads {label_accuracy:.1%} as asked. Drag the step back: when is the digit decided? What does"
        " w = 0 ask for?",
        "这是你的浏览器在算：网络就是第 05 课的那一个，只是总览层小一些（{weights:,} 个权重），用同样的办法训练 {epochs} 轮，"
        "走 {steps} 步欧拉法。w = 2 时画 1000 个数字，裁判有把握的占 {confident_share:.1%}，读出来正是要画的占 {label_accuracy:.1%}。"
        "把步数往回拖：数字是什么时候定下来的？w = 0 又是在要什么？",
    ),
    "net_digits_front": (
        "Choose a digit: a network, running in your browser, draws one that nobody wrote. You build it in lesson 05.",
        "选一个数字：一个就在你浏览器里运行的网络，会画出一个没有人写过的。第 05 课由你来搭建它。",
    ),
    # lesson 03
    "net_latent_across": ("Across", "左右"),
    "net_latent_down": ("Down", "上下"),
    "net_latent_again": ("New numbers", "换一组随机数"),
    "net_latent_alt": (
        "What the generator draws at {{x}} % across and {{y}} % down.",
        "左右 {{x}}%、上下 {{y}}% 处，生成器画出的图。",
    ),
    "net_latent_still": ("A picture that the generator drew.", "生成器画出的一张图。"),
    "net_latent_caption": (
        "Your browser runs the generator: drag the point. Three corners of the square are noise vectors, drawn at"
        " random; the plane through them lies in the latent space of 100 dimensions, and the map shows what"
        " stands where. Where does one digit turn into another, and what is drawn there?",
        "生成器就在你的浏览器里运行：拖动小圆点试试。方块的三个角是随机抽取的噪声向量，过这三点的平面躺在 100 维的潜空间"
        "（latent space）里；地图上画出平面上各处对应的图。数字在哪里变成另一个？交界处画出来的又是什么？",
    ),
    # the first page: lesson 04
    "net_repaint_range": ("From photograph to painting", "从照片到画"),
    "net_repaint_alt": (
        "A pagoda above a lake, number {{number}} of {{count}} pictures from the photograph to a painting in swirling strokes.",
        "湖边的楼阁，从照片到回旋笔触的画，共 {{count}} 幅，这是第 {{number}} 幅。",
    ),
    "net_repaint_still": (
        "A pagoda above a lake, repainted in the swirling blue and yellow strokes of a night sky.",
        "湖边的楼阁，用夜空那样蓝黄相间、回旋的笔触重新画成。",
    ),
    "net_repaint_front": (
        "A photograph repainted, as lesson 04 does it: the losses are yours to write. The style was painted by code.",
        "重新画过的照片，做法在第 04 课：损失函数由你来写。风格图是用代码画的。",
    ),
    # lesson 01
    "net_enlarge_given": ("Photograph", "照片"),
    "net_enlarge_coffee": ("a cup of coffee", "一杯咖啡"),
    "net_enlarge_astronaut": ("an astronaut", "宇航员"),
    "net_enlarge_chelsea": ("a cat", "一只猫"),
    "net_enlarge_own": (
        "or your own (or drop it here); it never leaves this machine",
        "或者选你自己的（也可以拖进来）；它不会离开这台电脑",
    ),
    "net_enlarge_bar": ("Enlarging", "正在放大"),
    "net_enlarge_alt": (
        "Two enlargements of the same small picture, of {{what}}: bicubic on the left, learned on the right.",
        "同一张小图（{{what}}）的两种放大：左边是双三次插值，右边是学出来的。",
    ),
    "net_enlarge_mine": ("your photograph", "你的照片"),
    "net_enlarge_still": (
        "Two enlargements of the same small picture of a cup of coffee: bicubic on the left, learned on the right, with sharper outlines.",
        "同一张小图（一杯咖啡）的两种放大：左边是双三次插值，右边是学出来的，轮廓更清晰。",
    ),
    "net_enlarge_done": (
        "From {{width}} × {{height}} pixels, in {{seconds}} s. PSNR: bicubic {{bicubic}} dB, learned {{learned}} dB.",
        "从 {{width}} × {{height}} 像素放大，用了 {{seconds}} 秒。PSNR：双三次 {{bicubic}} dB，学出来的 {{learned}} dB。",
    ),
    "net_enlarge_unread": (
        "The browser can't read this file as a picture. Try a JPEG or PNG.",
        "浏览器读不出这个文件里的图片。换一个 JPEG 或 PNG 试试。",
    ),
    "net_enlarge_caption": (
        "Each photograph is shrunk to a quarter and enlarged again, left by bicubic interpolation, right by the network,"
        " in your browser. On the four judged photographs these weights beat bicubic by {psnr_gain_db_mean:.2f} dB on average. Where does the network win"
        " on yours: at outlines, in hair, in lettering?",
        "每张照片先缩到四分之一，再放大回来：左边用双三次插值，右边用网络，都在你的浏览器里算。在用来评判的四张照片上，"
        "这组权重平均比双三次高 {psnr_gain_db_mean:.2f} dB。在你的照片上，网络赢在哪里：轮廓、头发，还是文字？",
    ),
    # lesson 02
    "net_salt_given": ("Tile", "图块"),
    "net_salt_tile": ("held-out tile {number}", "留出的图块 {number}"),
    "net_salt_own": ("drawn by yourself", "自己画的"),
    "net_salt_tool": ("With the pointer", "用鼠标或手指"),
    "net_salt_paint": ("draw salt", "画盐体"),
    "net_salt_scrape": ("take salt away", "擦掉盐体"),
    "net_salt_bend": ("bend the layers", "弯曲地层"),
    "net_salt_across": ("Body: across", "盐体：左右"),
    "net_salt_depth": ("Body: depth", "盐体：深度"),
    "net_salt_size": ("Body: size", "盐体：大小"),
    "net_salt_tilt": ("Layers: tilt", "地层：倾斜"),
    "net_salt_answer": ("show the U-Net's answer", "显示 U-Net 的答案"),
    "net_salt_again": ("New layers", "换一组地层"),
    "net_salt_alt": (
        "A seismic tile; {{truth}} % of it is salt, outlined in blue, and the U-Net takes {{found}} % for salt, in orange.",
        "一块地震图块：其中 {{truth}}% 是盐（蓝色轮廓），U-Net 认为是盐的占 {{found}}%（橙色）。",
    ),
    "net_salt_hidden": (
        "A seismic tile; {{truth}} % of it is salt, outlined in blue. The U-Net's answer is hidden.",
        "一块地震图块：其中 {{truth}}% 是盐（蓝色轮廓）。U-Net 的答案没有显示。",
    ),
    "net_salt_still": (
        "A seismic tile with what a U-Net takes for salt in orange.",
        "一块地震图块，U-Net 认为是盐的部分涂成橙色。",
    ),
    "net_salt_done": (
        "Salt: {{truth}} % of the tile. The U-Net marks {{found}} %; IoU {{iou}}.",
        "盐占 {{truth}}%，U-Net 标出 {{found}}%，IoU 为 {{iou}}。",
    ),
    "net_salt_caption": (
        "The U-Net runs in your browser: blue is the outline of the salt, orange what the network takes for salt. On all"
        " held-out tiles these weights reach a pixel IoU of {pixel_iou:.2f}. Take a tile, or draw: a body, layers that bend."
        " Does it look for the outline, or for what is missing inside? Your section has simpler physics than those it learned from.",
        "U-Net 就在你的浏览器里运行：蓝线是盐体的轮廓，橙色是网络认为是盐的地方。在全部留出的图块上，这组权重的像素 IoU 是 {pixel_iou:.2f}。"
        "选一块图块，或者自己画：画一个盐体，把地层弯一弯。它看的是轮廓，还是里面缺了什么？你画的剖面，物理上比它学过的简单。",
    ),
}
