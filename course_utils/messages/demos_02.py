"""Labels, captions and alt texts of lesson 02's demos."""

TEXTS = {
    "demo_tiles_shapes": (
        "Pictures, masks and probabilities must have one and the same shape (tiles, rows, columns), but here are: {found}.",
        "图像、掩码和概率的形状必须完全相同，即（图块数，行，列），现在却是：{found}。",
    ),
    "demo_comma": (", ", "，"),
    "demo_semicolon": ("; ", "；"),
    # tile browser
    "demo_tile": ("tile", "图块"),
    "demo_threshold": ("threshold [%]", "阈值（%）"),
    "demo_order": ("sorted by", "排序方式"),
    "demo_order_given": ("number", "按编号"),
    "demo_order_worst": ("worst", "最差在前"),
    "demo_order_best": ("best", "最好在前"),
    "demo_order_salt": ("most salt", "盐体最多在前"),
    "demo_view": ("view", "视图"),
    "demo_view_errors": ("errors", "错误"),
    "demo_view_heat": ("probability of salt", "盐体概率"),
    "demo_view_outlines": ("both outlines", "两条轮廓"),
    "demo_tile_title": ("tile {number} ({place} of {all})", "图块 {number}（共 {all} 个，排第 {place}）"),
    "demo_truth_share": ("truth: {share:.3g} % salt", "真值：盐体占 {share:.3g}%"),
    "demo_truth_none": ("truth: no salt", "真值：没有盐体"),
    "demo_key_truth": ("truth", "真值"),
    "demo_key_predicted": ("prediction", "预测"),
    "demo_key_found": ("found (TP) {count:,}", "命中 TP {count:,}"),
    "demo_key_false": ("false (FP) {count:,}", "误报 FP {count:,}"),
    "demo_key_missed": ("missed (FN) {count:,}", "漏检 FN {count:,}"),
    "demo_iou_tile": ("IoU of this tile", "本图块的 IoU"),
    "demo_tgs_tile": ("TGS score of this tile", "本图块的 TGS 得分"),
    "demo_tgs_all": ("TGS score of all {all} tiles", "全部 {all} 个图块的 TGS 得分"),
    "demo_tgs_curve": ("TGS score of all {all} tiles", "全部 {all} 个图块的 TGS 得分"),
    "demo_tgs_why": (
        "An IoU of {iou:.3f} exceeds {passed} of the ten bars 0.50, 0.55, … 0.95, so this tile scores {tgs:.1f}.",
        "IoU 为 {iou:.3f}，超过了 0.50、0.55……0.95 这十个阈值中的 {passed} 个，所以本图块得 {tgs:.1f} 分。",
    ),
    "demo_tgs_empty_right": (
        "There is no salt here and none is predicted: the score is 1.",
        "这里没有盐体，预测里也没有：得 1 分。",
    ),
    "demo_tgs_empty_wrong": (
        "There is no salt here, so a single predicted pixel is enough to score 0.",
        "这里没有盐体，预测里只要有一个像素是盐体，就得 0 分。",
    ),
    "demo_view_errors_alt": (
        "the tile with coloured pixels: {counts}",
        "用颜色标出对错的图块（像素数：{counts}）",
    ),
    "demo_view_heat_alt": (
        "the predicted probability of salt, with the outlines of truth and prediction",
        "预测的盐体概率，并画出真值与预测的轮廓",
    ),
    "demo_view_outlines_alt": (
        "the tile with the outlines of truth and prediction",
        "画有真值与预测轮廓的图块",
    ),
    "demo_tiles_alt": (
        "Tile {number} of {all}. Left the seismic tile; in the middle the same with the true salt outlined, {share}; "
        "right, at a threshold of {percent} %, {view}. IoU of the tile {iou:.3f}, TGS score {tgs:.3f}; "
        "TGS score of all {all} tiles {everywhere:.3f}, also drawn as a curve over the threshold.",
        "图块 {number}（共 {all} 个）。左：地震图块；中：描出真实盐体轮廓的图块，{share}；"
        "右（阈值 {percent}%）：{view}。本图块的 IoU 为 {iou:.3f}，TGS 得分为 {tgs:.3f}；"
        "全部 {all} 个图块的 TGS 得分为 {everywhere:.3f}，另有一条它随阈值变化的曲线。",
    ),
    # training replay
    "demo_replay_empty": (
        "There is no epoch to replay: pass one probability map for each epoch.",
        "没有可以回放的轮次：请为每一轮训练传入一张概率图。",
    ),
    "demo_epoch": ("epoch", "训练轮次"),
    "demo_replay_tile": ("the tile", "图块"),
    "demo_replay_epoch": ("after epoch {epoch} of {all}", "第 {epoch} 轮之后（共 {all} 轮）"),
    "demo_replay_iou": ("IoU of this tile", "本图块的 IoU"),
    "demo_replay_score": ("validation score", "验证集得分"),
    "demo_replay_caption": (
        "After epoch {epoch} the network calls {predicted:.1f} % of the tile salt; {true:.1f} % is. IoU {iou:.3f}.",
        "第 {epoch} 轮之后，网络把图块的 {predicted:.1f}% 判为盐体，实际为 {true:.1f}%。IoU 为 {iou:.3f}。",
    ),
    "demo_replay_scored": (" Validation score {score}.", "验证集得分为 {score}。"),
    "demo_replay_alt": (
        "One tile during a training of {all} epochs: the tile with the outlines of truth and prediction, "
        "the predicted probability as a heat map, and the score as a curve over the epochs. {caption}",
        "同一图块在 {all} 轮训练中的变化：画有真值与预测轮廓的图块、预测概率的热力图，以及得分随轮次变化的曲线。{caption}",
    ),
    # architecture
    "demo_unet_size": ("input size", "输入边长"),
    "demo_unet_depth": ("depth", "深度"),
    "demo_unet_filters": ("filters, level 1", "第 1 级通道数"),
    "demo_unet_convolutions": ("convolutions", "卷积的填充"),
    "demo_unet_valid": ("valid, as in the paper", "valid（同论文）"),
    "demo_unet_same": ("same", "same"),
    "demo_unet_level": ("level {level}", "第 {level} 级"),
    "demo_unet_crop": ("crop {pixels}", "裁 {pixels}"),
    "demo_unet_key_conv": ("convolution 3×3, ReLU", "卷积 3×3，ReLU"),
    "demo_unet_key_pool": ("max pooling 2×2", "最大池化 2×2"),
    "demo_unet_key_up": ("up-convolution 2×2", "上卷积 2×2"),
    "demo_unet_key_copy": ("copy, crop n each side", "复制，四边各裁 n"),
    "demo_unet_key_last": ("convolution 1×1", "卷积 1×1"),
    "demo_unet_key_tensor": (
        "a tensor; 284² ×64 is 284×284×64; height: its side",
        "一个张量；284² ×64 即 284×284×64；框的高度表示边长",
    ),
    "demo_unet_key_joined": (
        "joined: left the copy (cropped, if its side is larger), right the up-convolution's output",
        "拼接：左半是复制过来的（边长偏大时先裁剪），右半是上卷积的输出",
    ),
    "demo_unet_breaks_down": ("Level {level} breaks on the way down: ", "下行到第 {level} 级时出错："),
    "demo_unet_breaks_bottom": ("Level {level}, the bottom, breaks: ", "最底部的第 {level} 级出错："),
    "demo_unet_breaks_up": ("Level {level} breaks on the way up: ", "上行到第 {level} 级时出错："),
    "demo_unet_odd": (
        "{side} is odd, and 2×2 pooling would lose the last row and column. ",
        "{side} 是奇数，2×2 池化会丢掉最后一行和最后一列。",
    ),
    "demo_unet_gone": (
        "a 3×3 convolution without padding leaves nothing of {side}×{side} pixels. ",
        "{side}×{side} 个像素再做一次不加填充的 3×3 卷积，就什么也不剩了。",
    ),
    "demo_unet_nearest": ("Nearest input size that works: {sizes}.", "可行的输入边长中最接近的是：{sizes}。"),
    "demo_unet_or": (" or ", " 或 "),
    "demo_unet_smaller": ("{lost} pixels are lost on each side", "四边各丢 {lost} 个像素"),
    "demo_unet_as_large": ("nothing is lost at the sides", "四边都没有丢像素"),
    "demo_unet_caption": (
        "{input} in, {output} out: {size}. {layers} convolutions, {parameters:,} weights.",
        "输入 {input}，输出 {output}：{size}。共 {layers} 个卷积层，{parameters:,} 个权重。",
    ),
    "demo_unet_travelled": (
        "Sides on the way down, level by level: {down}. Bottom: {bottom}. On the way up: {up}.",
        "下行各级的边长：{down}。底部：{bottom}。上行：{up}。",
    ),
    "demo_unet_alt": (
        "A U-Net of depth {depth} with {filters} filters in its first level, every tensor a box with its shape. {caption} {travelled}",
        "深度为 {depth}、第一级有 {filters} 个通道的 U-Net，每个张量画成一个标有形状的方框。{caption}{travelled}",
    ),
}
