"""Messages of the downloader and of the loader of the Kaggle TGS files: the fault, the remedy."""

_ONCE_MORE = (
    "Check the connection and run the cell again, or get {url} in any other way and save it as {path}.",
    "请检查网络后重新运行这个单元格；也可以用别的办法取得 {url}，保存为 {path}。",
)
_OTHER_WAY = (
    "Get {url} in another way and save it as {path}, or pass the address of a mirror as url=.",
    "请用别的办法取得 {url}，保存为 {path}；也可以用 url= 指定镜像地址。",
)
_DOWNLOAD_AGAIN = (
    "Download it again from the competition's page (Data → Download All).",
    "请到竞赛页面重新下载（Data → Download All）。",
)
_AS_IT_CAME = (
    "Download it again from the competition's page (Data → Download All), and don't save it from a spreadsheet "
    "program: that drops the zeros at the beginning of an id.",
    "请到竞赛页面重新下载（Data → Download All），不要用电子表格软件另存：那样会丢掉 id 开头的零。",
)
_RESTORE = (
    "Take the folder away and put the competition's zip in its place, or unpack that anew.",
    "请移走这个文件夹，在原处放上竞赛的 zip，或重新解压一次。",
)
_LAYOUT = (
    "It should hold the competition's zip files as downloaded, or what is in them: train/images/*.png, "
    "train/masks/*.png, train.csv, depths.csv and, if you like, test/images/*.png.",
    "这个文件夹应放竞赛下载的 zip，或解压后的 train/images/*.png、train/masks/*.png、train.csv、depths.csv，"
    "以及可选的 test/images/*.png。",
)


def _with(remedy: tuple[str, str], english: str, chinese: str) -> tuple[str, str]:
    return f"{english} {remedy[0]}", f"{chinese}{remedy[1]}"


TEXTS: dict[str, tuple[str, str]] = {
    # downloader
    "megabytes": ("{size:.1f} MB", "{size:.1f} MB"),
    "purpose_painting": ("a style picture for lesson 04", "第 04 课的风格图片"),
    "purpose_mnist": ("all 70,000 digits for lessons 03 and 05", "第 03、05 课用的全部 70,000 个数字"),
    "file_unknown": (
        "The course knows no file {name!r}. It knows: {names}.",
        "课程里没有名为 {name!r} 的文件。已有的是：{names}。",
    ),
    "cache_not_writable": (
        "Cannot write to the data folder {folder} ({cause}). Set the environment variable "
        "COURSE_DATA to a folder of your own, for example with “%env COURSE_DATA ~/course-data” in "
        "a cell above.",
        "无法写入数据文件夹 {folder}（{cause}）。请把环境变量 COURSE_DATA 设为你自己的文件夹，"
        "例如在前面的单元格里运行“%env COURSE_DATA ~/course-data”。",
    ),
    "no_such_home": ("whose home folder is unknown", "找不到这个主目录"),
    "disk_full": (
        "{name} ({size}): no space left for it in {folder}. Free some space, or set COURSE_DATA to "
        "a folder on another disk, and run the cell again. Nothing incomplete was kept.",
        "{name}（{size}）：{folder} 所在的磁盘已满。请腾出空间，或把 COURSE_DATA 指向别的磁盘，"
        "再重新运行这个单元格。不完整的文件已清除。",
    ),
    "download_progress": (
        "{name}: {received:.1f} of {total:.1f} MB",
        "{name}：已下载 {received:.1f} MB，共 {total:.1f} MB",
    ),
    "download_damaged": (
        "{path} is damaged, and no whole copy could be had in its place. {reason}",
        "{path} 已损坏，也没能取得完整的文件来替换。{reason}",
    ),
    "download_replaced": (
        "{path} was damaged. A whole copy has been downloaded: {target}.",
        "{path} 已损坏，现已重新下载完整的文件：{target}。",
    ),
    "host_by_proxy": ("{host} (through the proxy {proxy})", "{host}（经由代理 {proxy}）"),
    "download_proxy": (
        "{name} ({size}): this computer is set up to reach {host} through a proxy, and that does not work ({proxy}, "
        "{cause}). Start the proxy, or do without it: run “%env no_proxy={domain}” in a cell above, then this one "
        "again. Or get {url} in any other way and save it as {path}.",
        "{name}（{size}）：这台电脑设置为通过代理访问 {host}，但代理不通（{proxy}，{cause}）。请先启动代理；"
        "也可以不用代理：在前面的单元格里运行“%env no_proxy={domain}”，再重新运行这个单元格；"
        "或者用别的办法取得 {url}，保存为 {path}。",
    ),
    "download_unreachable": _with(
        _ONCE_MORE,
        "{name} ({size}): {host} cannot be reached ({cause}).",
        "{name}（{size}）：无法连接 {host}（{cause}）。",
    ),
    "download_silent": _with(
        _ONCE_MORE,
        "{name} ({size}): {host} does not answer, or sends next to nothing.",
        "{name}（{size}）：{host} 没有响应，或几乎不传数据。",
    ),
    "download_slow": _with(
        _ONCE_MORE,
        "{name} ({size}): the data from {host} come too slowly, so the download was given up.",
        "{name}（{size}）：{host} 传输太慢，已停止下载。",
    ),
    "download_cut": _with(
        _ONCE_MORE,
        "{name} ({size}): {host} broke off in the middle of the file.",
        "{name}（{size}）：{host} 传到一半就断开了。",
    ),
    "download_refused": _with(
        _OTHER_WAY,
        "{name} ({size}): {host} does not give the file ({cause}).",
        "{name}（{size}）：{host} 没有提供该文件（{cause}）。",
    ),
    "download_wrong": _with(
        _OTHER_WAY,
        "{name} ({size}): what {host} sent is not this file (wrong checksum), perhaps the log-in "
        "page of your network. It was thrown away.",
        "{name}（{size}）：{host} 发来的不是这个文件（校验和不符），可能是你所在网络的登录页面。内容已丢弃。",
    ),
    # tiles
    "salt_tiles_array": (
        "Salt tiles: {field} should be {expected}, but it is {found}.",
        "盐体图块：{field} 应为 {expected}，实际是 {found}。",
    ),
    "salt_random_share": (
        "validation is the share of tiles to hold out, with at least one tile on either side "
        "(0 < validation < 1); it is {value!r} of {count} tiles.",
        "validation 是留作验证的图块比例，两边至少各留一块（0 < validation < 1），"
        "现在却是 {value!r}（共 {count} 块）。",
    ),
    # the Kaggle TGS files
    "tgs_licence": (
        "competition data: for those who accepted its rules, not to be passed on",
        "竞赛数据：仅供接受竞赛规则者使用，不得转给他人",
    ),
    "tgs_absent": (
        "The Kaggle TGS files are not there. Accept the rules on {page}, choose Data → Download "
        "All, and put {archive} into {folder} (no need to unpack it).",
        "没有找到 Kaggle TGS 数据。请在 {page} 接受竞赛规则，点 Data → Download All，"
        "再把 {archive} 放进 {folder}（不必解压）。",
    ),
    "tgs_part_absent": _with(_LAYOUT, "{folder} has no {what}.", "{folder} 里没有 {what}。"),
    "tgs_layout": _LAYOUT,
    "tgs_unused": (
        "{folder} holds {count} file(s), none usable, for example {example}",
        "{folder} 里有 {count} 个文件，都不能用，例如 {example}",
    ),
    "tgs_test_only": (
        "{folder} holds {count} file(s), test images only and no training pairs, for example {example}",
        "{folder} 里有 {count} 个文件，只有测试图像，没有训练用的图像和掩码，例如 {example}",
    ),
    "tgs_strays": (
        "{folder}: {count} file(s) can't be used and were left out, for example {example}.",
        "{folder}：有 {count} 个文件不能用，没有读取，例如 {example}。",
    ),
    "tgs_copies": (
        "{folder}: {count} picture(s) are there more than once; left out was, for example, {example}.",
        "{folder}：有 {count} 张图重复出现，多余的没有使用，例如 {example}。",
    ),
    "tgs_twice": (
        "{file} and {other} have one and the same id, {id}. Take away the one that is wrong.",
        "{file} 和 {other} 的 id 都是 {id}。请移走不对的那一个。",
    ),
    "tgs_unreadable": (
        "{file} cannot be opened ({cause}). Check that it is there and that you may read it.",
        "无法打开 {file}（{cause}）。请确认它存在，并且你有读取权限。",
    ),
    "tgs_mask_missing": _with(
        _RESTORE,
        "{folder}: {count} training image(s) have no mask; the first that is missing is {id}.png.",
        "{folder}：{count} 张训练图像没有掩码，缺少的第一个是 {id}.png。",
    ),
    "tgs_image_missing": _with(
        _RESTORE,
        "{folder}: {count} mask(s) have no training image; the first that is missing is {id}.png.",
        "{folder}：{count} 个掩码没有对应的训练图像，缺少的第一张是 {id}.png。",
    ),
    "tgs_listed_missing": _with(
        _AS_IT_CAME,
        "{file} lists {count} id(s) that have no image, the first is {id}.",
        "{file} 列出的 id 中有 {count} 个没有图像，第一个是 {id}。",
    ),
    "tgs_not_listed": _with(
        _AS_IT_CAME,
        "{file} does not list {count} of the images, the first is {id}.",
        "{file} 漏列了 {count} 张图像，第一张是 {id}。",
    ),
    "tgs_png_broken": _with(
        _RESTORE,
        "{file} is not a whole PNG file ({cause}).",
        "{file} 不是完整的 PNG 文件（{cause}）。",
    ),
    "tgs_size": _with(
        _RESTORE,
        "{file} is {found} pixels; tiles are {expected}.",
        "{file} 的尺寸是 {found}，图块应为 {expected}。",
    ),
    "tgs_mode": _with(
        _RESTORE,
        "{file} has the pixel format {found}; expected {expected}.",
        "{file} 的像素格式是 {found}，应为 {expected}。",
    ),
    "tgs_not_grey": _with(
        _RESTORE,
        "{file} is coloured; seismic tiles have three equal channels.",
        "{file} 是彩色的；地震图块的三个通道应当完全相同。",
    ),
    "tgs_mask_levels": _with(
        _RESTORE,
        "{file} is not a mask: besides 0 it may have one value only, but it has {found}. Was it "
        "resized, or saved in a lossy format?",
        "{file} 不是二值掩码：除 0 以外只能有一个值，它却有 {found} 个。是不是缩放过，或存成过有损格式？",
    ),
    "tgs_zip_broken": _with(
        _DOWNLOAD_AGAIN,
        "{file} is not a whole zip file ({cause}).",
        "{file} 不是完整的 zip 文件（{cause}）。",
    ),
    "tgs_zip_other": _with(
        _DOWNLOAD_AGAIN,
        "{file} is {what}, no zip file.",
        "{file} 是{what}，不是 zip 文件。",
    ),
    "tgs_zip_locked": _with(
        _DOWNLOAD_AGAIN,
        "{file} is encrypted: it opens with a password only. The competition's own zip files need none.",
        "{file} 是加密的，要密码才能打开。竞赛原来的 zip 不需要密码。",
    ),
    "tgs_zip_method": (
        "{file} is packed in a way that is not read here. Unpack the zip, and put what is in it in its place.",
        "{file} 的压缩方式这里不支持。请先解压这个 zip，再把解压出的内容放到原处。",
    ),
    "png_other_format": ("a picture in another format, such as JPEG", "别的格式的图片，例如 JPEG"),
    "tgs_zip_unsafe": _with(
        _DOWNLOAD_AGAIN,
        "{file} is refused: its entry {entry!r} {problem}. The competition's own zip files have "
        "none like that.",
        "已拒绝 {file}：其中的条目 {entry!r} {problem}。竞赛原来的 zip 里没有这样的条目。",
    ),
    "zip_outside": ("leads out of the folder", "指向文件夹之外"),
    "zip_link": ("is a link", "是链接"),
    "zip_huge": ("unpacks to {size}", "解压后大小为 {size}"),
    "tgs_table": _with(
        _DOWNLOAD_AGAIN,
        "{file} cannot be read as a table with the columns {columns} ({cause}).",
        "无法把 {file} 读成含有 {columns} 两列的表格（{cause}）。",
    ),
    "submission_table": (
        "{file} cannot be read as a table with the columns {columns} ({cause}). Mend what wrote this file.",
        "无法把 {file} 读成含有 {columns} 两列的表格（{cause}）。请改正写出这个文件的代码。",
    ),
    "table_blank": (
        "line {line} is blank: each row ends with one line break; for csv.writer open the file with newline=''",
        "第 {line} 行是空行：每行末尾只换行一次；用 csv.writer 时，打开文件要加 newline=''",
    ),
    "table_blank_skipped": (
        "{file}: {count} blank line(s), the first is line {line}, were left out.",
        "{file}：有 {count} 个空行（第一个是第 {line} 行），已略过。",
    ),
    "table_field": (
        "line {line}: a field of more than {most:,} characters; perhaps a quotation mark is never closed",
        "第 {line} 行：有一个字段超过 {most:,} 个字符，可能是引号没有成对",
    ),
    "table_number": ("id {id}: {found!r} is no whole number", "id {id}：{found!r} 不是整数"),
    "table_columns": ("its first line is {found!r}", "首行是 {found!r}"),
    "table_encoding": ("not UTF-8 text", "不是 UTF-8 文本"),
    "table_row": ("line {line}: {found!r}", "第 {line} 行：{found!r}"),
    "table_twice": ("line {line}: the id {found!r} comes twice", "第 {line} 行：id {found!r} 重复"),
    "rle_in_table": (
        "{file}, id {id}: {problem} Mend what wrote this file, or download it again.",
        "{file}，id {id}：{problem}请改正写出这个文件的代码，或重新下载。",
    ),
    "tgs_rle_disagrees": (
        "{file}: for {count} id(s) the run lengths differ from the mask's PNG, the first is {id}. "
        "The PNG is used.",
        "{file}：有 {count} 个 id 的游程编码与掩码 PNG 不一致，第一个是 {id}。以 PNG 为准。",
    ),
    # run lengths
    "rle_not_text": (
        "Run lengths are text such as '1 3 10 5', not {found}. An empty mask is '' "
        "(pandas reads that as NaN: use keep_default_na=False).",
        "游程编码应是 '1 3 10 5' 这样的文本，而不是 {found}。空掩码写作 ''"
        "（pandas 会把它读成 NaN，请加 keep_default_na=False）。",
    ),
    "rle_not_number": (
        "Run lengths are whole numbers separated by spaces; {found!r} is none.",
        "游程编码由空格分隔的整数组成；{found!r} 不是整数。",
    ),
    "rle_odd": (
        "Run lengths come in pairs “start length”, but there are {count} numbers: one is missing.",
        "游程编码由“起点 长度”成对组成，这里却有 {count} 个数，缺了一个。",
    ),
    "rle_not_positive": (
        "Run {run}, “{start} {length}”: the first pixel is number 1 and a run is at least 1 long.",
        "第 {run} 段“{start} {length}”：像素从 1 开始编号，每段长度至少为 1。",
    ),
    "rle_out_of_range": (
        "Run {run}, “{start} {length}”, ends beyond the last pixel, {pixels}.",
        "第 {run} 段“{start} {length}”超出了最后一个像素（第 {pixels} 个）。",
    ),
    "rle_overlap": (
        "Run {run}, “{start} {length}”, begins before the one in front of it has ended: runs must "
        "be in order and must not overlap.",
        "第 {run} 段“{start} {length}”在前一段结束之前就开始了：各段必须按顺序排列，且不能重叠。",
    ),
    # kagglehub
    "tgs_kagglehub_missing": (
        "kagglehub is not installed. Install it with “%pip install kagglehub”, or download "
        "{archive} from {page} in a browser and put it into {folder}.",
        "没有安装 kagglehub。请运行“%pip install kagglehub”；"
        "也可以用浏览器从 {page} 下载 {archive}，放进 {folder}。",
    ),
    "tgs_kaggle_failed": (
        "Kaggle did not give {archive} ({cause}). Accept the rules on {page}, log in with “import "
        "kagglehub; kagglehub.login()” and try again, or download it in a browser and put it into "
        "{folder}.",
        "没能从 Kaggle 取得 {archive}（{cause}）。请在 {page} 接受竞赛规则，用"
        "“import kagglehub; kagglehub.login()”登录后重试；"
        "也可以用浏览器下载，放进 {folder}。",
    ),
    "tgs_in_the_way": (
        "{folder} is there already but holds no training data. Move it away and try again.",
        "{folder} 已经存在，但里面没有训练数据。请把它移走后重试。",
    ),
}
