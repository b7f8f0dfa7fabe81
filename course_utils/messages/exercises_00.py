"""Hints of lesson 00: each names one mistake and never gives the answer away."""

TEXTS = {
    "kind_boxes": (
        "a list of boxes (row0, col0, row1, col1)",
        "由框 (row0, col0, row1, col1) 组成的列表（list）",
    ),
    # semantic_from_instances
    "semantic_first": (
        "Only object number 1 is in your mask. Which pixels belong to any object, whatever its number?",
        "你的掩码里只有 1 号物体。不管编号是几，哪些像素属于物体？",
    ),
    "semantic_above_one": (
        "Object number 1 is missing from your mask. Which number alone stands for background?",
        "你的掩码漏了 1 号物体。只有哪个数表示背景？",
    ),
    "semantic_inverted": (
        "Your mask is inverted: it is True on the background.",
        "你的掩码反了：背景处是 True。",
    ),
    "semantic_everything": (
        "Your mask is True everywhere, background included.",
        "你的掩码处处是 True，连背景也算进去了。",
    ),
    "semantic_nothing": (
        "Your mask is False everywhere, even where there are objects.",
        "你的掩码处处是 False，有物体的地方也是。",
    ),
    "semantic_contiguous": (
        "You count the objects and take the numbers from 1 up to that. But numbers may be left out: the object with "
        "number 7 may be the second and last.",
        "你先数有几个物体，再取从 1 到这个数的编号。可编号不一定连续：7 号完全可能就是第二个、也是最后一个物体。",
    ),
    "semantic_last_missing": (
        "The object with the highest number is missing. Does your range end one too early?",
        "漏了编号最大的物体。是不是 range 少走了一步？",
    ),
    "semantic_last_only": (
        "Only the object with the highest number is left. Does each turn of your loop wipe out what the others found?",
        "只剩下编号最大的物体。是不是循环每转一圈，都把前面找到的覆盖掉了？",
    ),
    "semantic_largest": (
        "Only the largest object is in your mask. All of them belong in it.",
        "你的掩码里只有最大的物体。所有物体都该在里面。",
    ),
    "semantic_boxes": (
        "You filled whole boxes. A mask follows the object pixel by pixel; the corners of its box are background.",
        "你把整个框都填满了。掩码要逐个像素贴着物体走，框的四角其实是背景。",
    ),
    "semantic_holes_filled": (
        "You filled a hole. What is 0 in the label image is background, even in the middle of an object.",
        "你把洞填上了。标签图里是 0 的地方就是背景，哪怕它在物体中间。",
    ),
    "semantic_edges": (
        "Only the rims of the objects are in your mask; their inside is missing.",
        "你的掩码里只有物体的边界，里面是空的。",
    ),
    "semantic_wrapped": (
        "The object with number 256 has vanished: in 8 bits, 256 becomes 0. Compare before you change the dtype.",
        "256 号物体不见了：只用 8 位时，256 会变成 0。请先比较，再改 dtype。",
    ),
    "semantic_odd": (
        "Only objects with an odd number are in your mask.",
        "你的掩码里只有编号为奇数的物体。",
    ),
    "semantic_per_row": (
        "You answer once for each row. Each pixel needs an answer of its own.",
        "你是每一行给一个答案。每个像素都要有自己的答案。",
    ),
    "semantic_stack": (
        "You made one mask for each object. One mask for all of them together is wanted.",
        "你给每个物体各做了一张掩码。要的是所有物体合在一起的一张。",
    ),
    "semantic_list_of_pixels": (
        "You list the places of the pixels. A mask has the shape of the image and says yes or no at every pixel.",
        "你列出了像素的位置。掩码和图像一样大，在每个像素处回答“是”或“否”。",
    ),
    "semantic_labels": (
        "You hand back the label image itself (dtype {dtype}). The question is only whether there is an object, not which.",
        "你返回的就是标签图本身（dtype 是 {dtype}）。问的只是“有没有物体”，不是“哪一个”。",
    ),
    "semantic_255": (
        "Your mask holds 0 and 255 (dtype {dtype}), as picture files do. A bool mask holds False and True.",
        "你的掩码里是 0 和 255（dtype 是 {dtype}），那是图片文件的存法。布尔（bool）掩码里是 False 和 True。",
    ),
    "semantic_not_bool": (
        "Your mask holds numbers (dtype {dtype}) where False and True are wanted: ~mask and image[mask] would not do what "
        "you think. What does a comparison give?",
        "你的掩码里是数（dtype 是 {dtype}），要的却是 False 和 True：否则 ~mask 和 image[mask] 的结果会出乎意料。"
        "一次比较会得到什么？",
    ),
    # boxes_from_instances
    "boxes_none": (
        "There is a None among your boxes, for a number that no object has. Numbers may be left out; only objects "
        "that are there get a box.",
        "你的框里有一个 None，对应的编号并没有物体。编号可以有空缺，只有真实存在的物体才有框。",
    ),
    "boxes_slices": (
        "Your {container} holds slices. Each box should be four whole numbers; a slice knows its .start and .stop.",
        "你的 {container} 里是切片（slice）。每个框应是四个整数；切片有 .start 和 .stop 两个属性。",
    ),
    "boxes_entry": (
        "Your {container} holds an entry of type {type}. Each box should be a tuple of four whole numbers.",
        "你的 {container} 里有一项是 {type} 类型。每个框应是由四个整数组成的元组。",
    ),
    "boxes_length": (
        "Your {container} holds an entry with {length} parts. Each box has four numbers: row0, col0, row1, col1.",
        "你的 {container} 里有一项由 {length} 个部分组成。每个框是四个数：row0, col0, row1, col1。",
    ),
    "boxes_eight_bits": (
        "Your numbers have dtype {dtype}, which ends at {most}; photographs are wider than that. Use Python's int or int64.",
        "你的数 dtype 是 {dtype}，最大只到 {most}，而照片比这更宽。请用 Python 的 int 或 int64。",
    ),
    "boxes_not_whole": (
        "Rows and columns are whole numbers, but one of yours is the float {value}.",
        "行号和列号应是整数，你的结果里却有浮点数 {value}。",
    ),
    "boxes_inclusive": (
        "Your boxes end on the last row and column of the object. End-exclusive means one past it, so that "
        "labels[row0:row1, col0:col1] holds all of the object.",
        "你的框止于物体的最后一行、最后一列。“不含末端”是指再往后一格，这样 labels[row0:row1, col0:col1] 才装得下整个物体。",
    ),
    "boxes_xy": (
        "Rows and columns are swapped: you give x before y. NumPy counts rows first.",
        "行和列弄反了：你把 x 写在了 y 前面。NumPy 是行在前。",
    ),
    "boxes_xy_inclusive": (
        "Two things at once: columns stand before rows (x before y), and the ends are the last row and column themselves "
        "instead of one past them.",
        "有两处不对：列写在了行前面（x 在 y 前）；末端写成了最后一行、最后一列本身，应当再往后一格。",
    ),
    "boxes_grouped": (
        "The numbers are right but stand in another order: you give both rows, then both columns. Wanted is one corner, "
        "then the other.",
        "数都对，次序不对：你先写了两个行号，再写两个列号。应当先写一个角，再写另一个角。",
    ),
    "boxes_grouped_inclusive": (
        "Two things at once: you give both rows, then both columns, instead of one corner after the other; and the ends "
        "should be one past the last row and column.",
        "有两处不对：应当先写一个角，再写另一个角，你却先写了两个行号，再写两个列号；末端还应比最后一行、最后一列再往后一格。",
    ),
    "boxes_half_inclusive": (
        "Your columns end one past the object, your rows do not. Both should.",
        "列的末端是物体之后一格，行的却不是。两者都应如此。",
    ),
    "boxes_margin": (
        "Your boxes begin one row and one column too early.",
        "你的框早开始了一行一列。",
    ),
    "boxes_end_too_far": (
        "Your boxes end one row and one column too far.",
        "你的框多走了一行一列。",
    ),
    "boxes_corners_swapped": (
        "The corners are the wrong way round: the upper left one comes first.",
        "两个角弄反了：左上角在前。",
    ),
    "boxes_sizes": (
        "Your last two numbers are the height and the width. Wanted is where the object ends.",
        "你的后两个数是高和宽。要的是物体在哪里结束。",
    ),
    "boxes_xy_sizes": (
        "You give x, y, width, height. Wanted are two corners, rows first.",
        "你给的是 x、y、宽、高。要的是两个角，行在前。",
    ),
    "boxes_background": (
        "The background has got a box too: 0 is not an object.",
        "背景也被你画了框：0 不是物体。",
    ),
    "boxes_touching": (
        "Objects that touch share one box of yours: you look for connected areas of the mask. But the label image "
        "already says which pixel belongs to whom.",
        "挨在一起的物体共用了一个框：你是在掩码里找连通区域。其实标签图已经写明哪个像素属于谁。",
    ),
    "boxes_touching_corners": (
        "Objects that touch, even at a corner, share one box of yours: you look for connected areas of the mask. But "
        "the label image already says which pixel belongs to whom.",
        "挨在一起的物体（哪怕只碰到角）共用了一个框：你是在掩码里找连通区域。其实标签图已经写明哪个像素属于谁。",
    ),
    "boxes_pieces": (
        "An object that lies there in several pieces has several boxes of yours. One number, one object, one box.",
        "一个物体分成几块，你就给了几个框。一个编号是一个物体，只有一个框。",
    ),
    "boxes_largest_piece": (
        "Your box holds only the largest piece of an object that lies there in several. It should hold all of them.",
        "物体分成几块时，你的框只装下了最大的一块。应当全部装下。",
    ),
    "boxes_contiguous": (
        "You count the objects and take the numbers from 1 up to that. But numbers may be left out: the object with "
        "number 7 may be the second and last.",
        "你先数有几个物体，再取从 1 到这个数的编号。可编号不一定连续：7 号完全可能就是第二个、也是最后一个物体。",
    ),
    "boxes_last_missing": (
        "The object with the highest number has no box. Does your range end one too early?",
        "编号最大的物体没有框。是不是 range 少走了一步？",
    ),
    "boxes_first_skipped": (
        "You skip the first number as though it were always the background. Where objects fill the whole image, it isn't.",
        "你总是跳过第一个编号，当它是背景。可如果物体占满了整张图，第一个编号就不是背景。",
    ),
    "boxes_first_only": (
        "Only one object has got a box. Does a return stand inside the loop?",
        "只有一个物体有框。return 是不是写在循环里面了？",
    ),
    "boxes_gaps": (
        "A number that no object has gets a box of zeros. Only objects that are there get a box.",
        "没有物体的编号也得到了一个全零的框。只有真实存在的物体才有框。",
    ),
    "boxes_by_position": (
        "Your boxes are sorted by their place, from the top down. Wanted is the order of the labels.",
        "你的框按位置从上到下排。应当按标签编号排。",
    ),
    "boxes_by_column": (
        "Your boxes are sorted by their place, from left to right. Wanted is the order of the labels.",
        "你的框按位置从左到右排。应当按标签编号排。",
    ),
    "boxes_first_seen": (
        "Your boxes stand in the order in which the objects are met, row by row. Wanted is the order of the labels.",
        "你的框按逐行扫描时先遇到谁来排。应当按标签编号排。",
    ),
    "boxes_by_size": (
        "Your boxes are sorted by size, the largest object first. Wanted is the order of the labels.",
        "你的框按大小排，最大的在前。应当按标签编号排。",
    ),
    "boxes_smallest_first": (
        "Your boxes are sorted by size, the smallest object first. Wanted is the order of the labels.",
        "你的框按大小排，最小的在前。应当按标签编号排。",
    ),
    "boxes_reversed": (
        "Your boxes run from the highest label down. The lowest comes first.",
        "你的框从编号大的往下排。编号小的应在前。",
    ),
    "boxes_one_for_all": (
        "You put one box around everything. Each object has its own.",
        "你给所有物体只画了一个框。每个物体都有自己的框。",
    ),
    "boxes_whole_image": (
        "Where there is no object, you box the whole image. Without objects the list is empty.",
        "没有物体时，你框住了整张图。没有物体，列表就是空的。",
    ),
    "boxes_zeros_for_none": (
        "Where there is no object, you give a box of zeros. Without objects the list is empty.",
        "没有物体时，你给了一个全零的框。没有物体，列表就是空的。",
    ),
}
