"""Seismic tiles with salt bodies, made by a forward model, in the shape of Kaggle's TGS tiles.

The model is the convolutional one (Yilmaz, *Seismic Data Analysis*, 2001, section 2.2; the
depth-dependent wavelet as in Margrave, "Theory of nonstationary linear filtering in the Fourier
domain", Geophysics 63, 1998):

1. *Stratigraphy*: log-impedance in layers, as a table over stratigraphic depth. Packages of layers
   differ in contrast (from bright to transparent) and some are chaotic (mass transport deposits).
2. *Structure*: that table is looked up in a deformed depth: units divided by unconformities, each
   with its own folds and tilt, normal faults, and layers dragged up beside the salt.
3. *Salt*: stocks, sheets with feeders, and pillows, as the positive part of a signed distance
   whose surface is roughened at several scales.
4. *Imaging*: reflectivity (half the difference of log-impedance) plus noise, convolved down each
   trace with a Ricker wavelet that loses frequency with depth; steep dips are attenuated by a
   lateral filter; amplitudes fall with depth and under salt, and automatic gain control undoes
   part of that.

Large sections are cut into abutting 101 x 101 tiles. Tiles of one section share its wavelet, noise,
geology and kind of salt, as the tiles of one survey line do: a random split leaks, a split by
section does not.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral

import numpy as np
from scipy import ndimage
from scipy.interpolate import BSpline
from scipy.signal import hilbert
from threadpoolctl import threadpool_limits

from course_utils.data.provenance import Provenance
from course_utils.data.salt_data import TILE, SaltData
from course_utils.messages import CourseError

DEPTHS = (50, 959)

_ROWS, _COLUMNS = 5, 10
_HEIGHT, _WIDTH = _ROWS * TILE, _COLUMNS * TILE
_FEWEST_TILES = 8

# The real files: share of black tiles, of empty masks (black ones among them), and the quantiles
# of coverage of the masks that are not empty (7 % under 0.01, median 0.364, mean 0.407).
_BLACK_SHARE = 0.02
_EMPTY_SHARE = 0.3905
_COVERAGE_EDGES = np.array([0.0, 0.01, 0.1, 0.2, 0.364, 0.5, 0.7, 0.9, 1.0])
_COVERAGE_CUMULATIVE = np.array([0.0, 0.07, 0.23, 0.34, 0.5, 0.61, 0.77, 0.94, 1.0])
_MEAN_GREY, _GREY_SPREAD = 123.2, 40.1  # of the tiles that are not black


def synthetic_salt(n_tiles: int = 2000, seed: int = 0) -> SaltData:
    """`n_tiles` tiles (at least 8), the same for the same `seed` (on one machine, to the bit).

    Share of empty masks, black tiles, histogram of coverage, mean and standard deviation of the
    pixels follow the TGS training set; see the module's docstring for the model.
    """
    if not isinstance(n_tiles, Integral) or isinstance(n_tiles, bool) or n_tiles < _FEWEST_TILES:
        raise CourseError("salt_n_tiles", least=_FEWEST_TILES, value=n_tiles)
    if not isinstance(seed, Integral) or isinstance(seed, bool) or seed < 0:
        raise CourseError("salt_seed", value=seed)
    n_tiles, seed = int(n_tiles), int(seed)
    # NumPy lets go of the interpreter lock in its loops, so that threads share out the sections;
    # a matrix product of this size gains nothing from threads of its own.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(2) as pool:
        geometries, section, cell = _choose_tiles(n_tiles, seed, pool)
        used = np.unique(section)
        imaged = pool.map(lambda s: _image(geometries[s], seed, s), used)
        drawn = dict(zip(used, imaged, strict=True))
    row, column = np.divmod(cell, _COLUMNS)
    black = cell < 0
    images = np.zeros((n_tiles, TILE, TILE), np.uint8)
    masks = np.zeros((n_tiles, TILE, TILE), bool)
    for s in used:
        here = np.flatnonzero((section == s) & ~black)
        images[here] = _cut(drawn[s])[cell[here]]
        masks[here] = _cut(geometries[s].label)[cell[here]]
    tops = np.array([geometries[s].top for s in section])
    # A black tile lies beyond the end of its line, at the depth of any row.
    depths = tops + TILE * np.where(black, -1 - cell, row)
    return SaltData(
        images=images,
        masks=masks,
        depths=depths.astype(np.int64),
        sections=section.astype(np.int64),
        ids=_names(section, row, column, black),
        provenance=Provenance(
            name="Synthetic seismic salt",
            kind="synthetic",
            source=f"course_utils.data.salt.synthetic_salt(n_tiles={n_tiles}, seed={seed})",
            licence="MIT",
        ),
    )


# --- choosing tiles ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Geometry:
    """What is known of a section before it is imaged. Arrays are (_HEIGHT, _WIDTH)."""

    top: int  # depth of the section's first row
    distance: np.ndarray  # float32, pixels to the salt's surface, positive inside the salt
    label: np.ndarray  # bool, the salt as an interpreter draws it


def _choose_tiles(n_tiles: int, seed: int, pool) -> tuple[list[_Geometry], np.ndarray, np.ndarray]:
    """Sections, and for each tile its section and its cell there (row-major; negative: black).

    More cells are made than needed, and those are kept that follow the real set's coverage.
    """
    n_black = round(_BLACK_SHARE * n_tiles)
    n_empty = round(_EMPTY_SHARE * n_tiles)
    n_salt = n_tiles - n_empty
    geometries: list[_Geometry] = []
    coverage = np.empty(0)
    is_salt = np.empty(0, bool)
    n_more = max(4, round(n_tiles / 32))
    while np.count_nonzero(is_salt) < n_salt or np.count_nonzero(coverage == 0) < n_empty:
        numbers = range(len(geometries), len(geometries) + n_more)
        geometries += pool.map(lambda number: _geometry(seed, number), numbers)
        coverage = np.concatenate([_cut(g.label).mean(axis=(1, 2)) for g in geometries])
        is_salt = (coverage > 0) & (coverage < 1)
        n_more = max(1, n_more // 8)
    rng = np.random.default_rng([seed, 2])
    shuffled = rng.permutation(len(coverage))
    empty = shuffled[coverage[shuffled] == 0][: n_empty - n_black]
    salt = shuffled[is_salt[shuffled]]
    bins = np.digitize(coverage[salt], _COVERAGE_EDGES[1:-1])
    quotas = np.diff(np.round(_COVERAGE_CUMULATIVE * n_salt)).astype(int)
    wanted = np.concatenate([np.flatnonzero(bins == b)[:q] for b, q in enumerate(quotas)])
    spare = np.setdiff1d(np.arange(len(salt)), wanted)
    spare = spare[np.argsort(coverage[salt[spare]])]  # it is slivers that may be too few
    chosen = np.concatenate([empty, salt[wanted], salt[spare[: n_salt - len(wanted)]]])
    section, cell = np.divmod(chosen, _ROWS * _COLUMNS)
    line_ends = rng.permutation(np.unique(section))[: -(-n_black // _ROWS)]
    line_ends = np.repeat(line_ends, _ROWS)[:n_black]
    section = np.concatenate([section, line_ends])
    cell = np.concatenate([cell, -1 - np.arange(n_black) % _ROWS])
    order = rng.permutation(n_tiles)
    return geometries, section[order], cell[order]


def _cut(section: np.ndarray) -> np.ndarray:
    """(_HEIGHT, _WIDTH) to a row-major stack of tiles (_ROWS * _COLUMNS, TILE, TILE)."""
    blocks = section.reshape(_ROWS, TILE, _COLUMNS, TILE)
    return blocks.transpose(0, 2, 1, 3).reshape(-1, TILE, TILE)


def _names(section, row, column, black) -> np.ndarray:
    return np.array(
        [
            f"s{s:03d}_r{-1 - c if b else r}_{'end' if b else f'c{c}'}"
            for s, r, c, b in zip(section, row, column, black, strict=True)
        ]
    )


# --- random curves and fields --------------------------------------------------------------------


@lru_cache(maxsize=128)
def _spline_basis(n: int, spacing: float) -> np.ndarray:
    """Cubic B-splines `spacing` samples apart, float32 (n, knots), scaled so that random normal
    coefficients give unit variance on average."""
    knots = int(np.ceil(n / spacing)) + 3
    basis = BSpline.design_matrix(np.arange(n) / spacing, np.arange(-3, knots + 1), 3).toarray()
    return (basis / np.sqrt((basis**2).sum(axis=1).mean())).astype(np.float32)


def _curve(rng, n: int, spacing: float) -> np.ndarray:
    """A smooth random curve of unit variance, float32 (n,)."""
    basis = _spline_basis(n, spacing)
    return basis @ rng.standard_normal(basis.shape[1], np.float32)


def _field(rng, spacing_z: float, spacing_x: float) -> np.ndarray:
    """A smooth random field of unit variance, float32 (_HEIGHT, _WIDTH)."""
    down, across = _spline_basis(_HEIGHT, spacing_z), _spline_basis(_WIDTH, spacing_x)
    knots = rng.standard_normal((down.shape[1], across.shape[1]), np.float32)
    return (down @ knots) @ across.T


def _noise(rng, spacing_x: float, height: int = _HEIGHT) -> np.ndarray:
    """Noise of unit variance: white down the traces, smooth across; float32 (height, _WIDTH)."""
    across = _spline_basis(_WIDTH, spacing_x)
    return rng.standard_normal((height, across.shape[1]), np.float32) @ across.T


_Z = np.arange(_HEIGHT, dtype=np.float32)[:, None]
_X = np.arange(_WIDTH, dtype=np.float32)[None, :]

# --- salt ----------------------------------------------------------------------------------------

_STYLES = {"stocks": 0.36, "sheets": 0.26, "pillow": 0.14, "mixed": 0.18, "barren": 0.06}


def _geometry(seed: int, section: int) -> _Geometry:
    rng = np.random.default_rng([seed, 0, section])
    top = int(rng.integers(DEPTHS[0], DEPTHS[1] - _HEIGHT + TILE))
    style = rng.choice(list(_STYLES), p=list(_STYLES.values()))
    bodies = {
        "stocks": [_stock] * rng.integers(2, 5),
        "sheets": [_sheet] * rng.integers(2, 5),
        "pillow": [_pillow],
        "mixed": [_stock, _sheet] * rng.integers(1, 3),
        "barren": [],
    }[style]
    distance = np.full((_HEIGHT, _WIDTH), -400, np.float32)
    for slot, body in zip(rng.permutation(len(bodies)), bodies, strict=True):
        np.maximum(distance, body(rng, slot, len(bodies)), out=distance)
    if bodies:
        distance += rng.uniform(2, 6) * _field(rng, 30, 34)
        distance += rng.uniform(0.4, 1.2) * _field(rng, 9, 11)
    # An interpreter follows the surface, but not each of its teeth, and leaves out specks.
    drawn = distance + 0.5 * _field(rng, 14, 14) > 0
    label = _without_small_parts(drawn)
    distance[drawn & ~label] = -0.5
    return _Geometry(top, distance, label)


def _place(rng, slot: int, slots: int) -> float:
    """A column for body `slot` of `slots`, so that they stand side by side more often than not."""
    return _WIDTH * (slot + rng.uniform(0.15, 0.85)) / slots


def _stock(rng, slot: int, slots: int) -> np.ndarray:
    """A diapir with steep flanks, rooted below the section: bulb, neck, lean."""
    crown = rng.uniform(-60, 330)
    radius = rng.uniform(55, 170)
    neck = rng.uniform(0.35, 1.1)  # width of the stem over that of the bulb
    below = (_Z[:, 0] - crown) / (1.3 * radius)
    profile = neck + (1 - neck) * np.exp(-((below - 0.7) ** 2))
    half_width = radius * profile * (1 + 0.16 * _curve(rng, _HEIGHT, 70))
    axis = (
        _place(rng, slot, slots)
        + rng.normal(0, 0.25) * (_Z[:, 0] - _HEIGHT / 2)
        + 14 * _curve(rng, _HEIGHT, 110)
    )
    flank = half_width[:, None] - np.abs(_X - axis[:, None])
    summit = axis[int(np.clip(crown, 0, _HEIGHT - 1))]
    slope = (_X[0] - summit) / radius
    roof = crown + 0.35 * radius * slope**2 + 10 * _curve(rng, _WIDTH, 90)
    return np.minimum(flank, 0.8 * (_Z - roof))


def _sheet(rng, slot: int, slots: int) -> np.ndarray:
    """A tongue of salt between sediments, thick in the middle, often with a feeder."""
    centre = _place(rng, slot, slots)
    reach = rng.uniform(180, 420) / slots**0.5
    across = np.clip(1 - ((_X[0] - centre) / reach) ** 2, 0, None)
    thickness = rng.uniform(60, 190) * across ** rng.uniform(0.35, 0.8)
    thickness = thickness * (1 + 0.25 * _curve(rng, _WIDTH, 80)) - 4
    middle = (
        rng.uniform(0.15, 0.8) * _HEIGHT
        + rng.normal(0, 0.12) * (_X[0] - centre)
        + 22 * _curve(rng, _WIDTH, 150)
    )
    lift = rng.uniform(0.3, 0.7)
    sheet = np.minimum(_Z - (middle - lift * thickness), middle + (1 - lift) * thickness - _Z)
    np.minimum(sheet, 0.6 * (reach - np.abs(_X - centre)), out=sheet)
    if rng.random() < 0.6:
        stem = rng.uniform(12, 45) * (1 + 0.2 * _curve(rng, _HEIGHT, 60))
        root = centre + rng.normal(0, 0.4) * reach
        axis = root + rng.normal(0, 0.3) * (_Z[:, 0] - middle.mean())
        feeder = stem[:, None] - np.abs(_X - axis[:, None])
        np.maximum(sheet, np.minimum(feeder, _Z - middle), out=sheet)
    return sheet


def _pillow(rng, slot: int, slots: int) -> np.ndarray:
    """Salt that swelled where it was deposited, on a nearly flat base that may lie too deep."""
    crest = np.abs(_curve(rng, _WIDTH, rng.uniform(130, 260)))
    base = rng.uniform(0.75, 1.3) * _HEIGHT + rng.normal(0, 0.06) * (_X[0] - _WIDTH / 2)
    top = base - rng.uniform(15, 60) - rng.uniform(90, 210) * crest
    slope = np.gradient(top)
    return np.minimum((_Z - top) / np.sqrt(1 + slope**2), base - _Z)


def _without_small_parts(mask: np.ndarray, smallest: int = 60) -> np.ndarray:
    parts, n = ndimage.label(mask)
    if n == 0:
        return mask
    large = np.bincount(parts.ravel()) >= smallest
    large[0] = False
    return large[parts]


# --- imaging -------------------------------------------------------------------------------------


def _image(geometry: _Geometry, seed: int, section: int) -> np.ndarray:
    """The migrated section, uint8 (_HEIGHT, _WIDTH)."""
    rng = np.random.default_rng([seed, 1, section])
    salt = np.clip(geometry.distance + 0.5, 0, 1)  # a sample cut by the surface is partly salt
    below_salt = _shadow(salt)
    sediment = _sediment_reflectivity(rng, geometry.distance)
    contact = np.diff(salt, axis=0, prepend=salt[:1])
    interior = _interior(rng, sediment, contact)
    sediment *= 1 - rng.uniform(0, 0.5) * below_salt
    interior -= sediment
    reflectivity = sediment + salt * interior
    reflectivity += _contact_strength(rng, contact) * contact
    noise = rng.uniform(0.02, 0.10) * (1 + rng.uniform(0, 1) * below_salt)
    reflectivity += noise * _migration_noise(rng)
    return _display(rng, _wavelets(rng, geometry.top) @ _migrated(rng, reflectivity))


def _shadow(salt: np.ndarray) -> np.ndarray:
    """0 to 1: how much salt the waves crossed above a point outside the salt."""
    crossed = np.minimum(np.cumsum(salt[:, ::4], axis=0) / 40, 1)
    crossed = ndimage.uniform_filter1d(crossed, 9, axis=1)
    return np.repeat(crossed, 4, axis=1)[:, :_WIDTH] * (1 - salt)


def _sediment_reflectivity(rng, distance: np.ndarray) -> np.ndarray:
    """Reflectivity of the sediments as if there were no salt, about unit variance."""
    depth = _Z + _fault_shift(rng)
    if rng.random() < 0.75:  # strata beside and above the salt were dragged up with it
        reach = rng.uniform(18, 60)
        drag = reach * rng.uniform(0.2, 1.1)
        depth += drag * np.exp(np.clip(distance, -200, 0) / reach)
    n_units = rng.integers(2, 5)
    horizon = np.sort(rng.uniform(0.05, 0.95, n_units - 1)) * _HEIGHT
    dip = rng.uniform(0.02, 0.16)
    stratum = _unit(rng, depth, dip)
    for unit, z in enumerate(horizon, start=1):
        surface = z + rng.uniform(4, 20) * _curve(rng, _WIDTH, 140)
        older = _unit(rng, depth, dip * (1 + unit))  # what lies deeper was folded for longer
        np.copyto(stratum, older + 700 * unit, where=depth > surface)
    log_impedance, chaos = _strata(rng, 700 * (n_units + 1))
    if chaos.any():
        index = np.clip(stratum * _PER_PIXEL, 0, len(chaos) - 1).astype(np.int32)
        stratum += chaos[index] * (rng.uniform(3, 6) * _field(rng, 8, 14))
    index = np.clip(stratum * _PER_PIXEL, 0, len(log_impedance) - 1).astype(np.int32)
    layers = np.diff(log_impedance[index], axis=0, prepend=0)
    layers[0] = 0
    return layers * np.exp(0.35 * _field(rng, 90, 120))


_PER_PIXEL = 4  # samples of the table of strata to a pixel


def _unit(rng, depth: np.ndarray, dip: float) -> np.ndarray:
    """Stratigraphic depth within a unit: folds that grow downwards, tilt, changing thickness."""
    length = rng.uniform(60, 220)
    fold = _curve(rng, _WIDTH, length)
    tilt = rng.normal(0, 0.6 * dip) * (_X[0] - _WIDTH / 2)
    thickness = 1 + 0.06 * _curve(rng, _WIDTH, 250) + rng.normal(0, 0.0012 * dip * length) * fold
    return thickness * depth + (dip * length * fold + tilt + 150)


_FAULT_REACH = 130.0  # pixels over which the throw falls to 1/e beside the fault


def _fault_shift(rng) -> np.ndarray:
    """Normal faults: how much deeper the strata of each point were before, float32."""
    shift = np.zeros((_HEIGHT, _WIDTH), np.float32)
    for _ in range(rng.integers(0, 9)):
        slope = rng.uniform(0.2, 0.85) * (1 if rng.random() < 0.5 else -1)
        plane = rng.uniform(0, _WIDTH) + slope * (_Z[:, 0] - _HEIGHT / 2)
        throw = rng.uniform(4, 28) * np.exp(
            -(((_Z[:, 0] - rng.uniform(0, _HEIGHT)) / rng.uniform(120, 400)) ** 2)
        )
        # The hanging wall, over the dipping plane, went down; with distance from it, less so.
        side = 1 if slope > 0 else -1
        along = throw * np.exp(side * plane / _FAULT_REACH)
        across = np.exp(-side * _X / _FAULT_REACH)
        shift -= np.where(side * _X > side * plane[:, None], along[:, None] * across, 0)
    return shift


def _strata(rng, extent: int) -> tuple[np.ndarray, np.ndarray]:
    """Tables over stratigraphic depth, `_PER_PIXEL` samples to a pixel: log-impedance (scaled so
    that its steps from pixel to pixel have about unit variance) and chaos (0 to 1), float32."""
    mean_layer = rng.uniform(4, 13)
    n_layers = int(2.5 * extent / mean_layer)
    layers = rng.gamma(1.6, mean_layer / 1.6, n_layers) + 1
    packages = rng.gamma(2.0, 32, n_layers) + 12
    layer_of = np.searchsorted(np.cumsum(layers), np.arange(extent * _PER_PIXEL) / _PER_PIXEL)
    package_of_layer = np.searchsorted(np.cumsum(packages), np.cumsum(layers))
    contrast = np.exp(rng.normal(-0.3, 0.6, n_layers + 1))[package_of_layer]
    chaotic = (rng.random(n_layers + 1) < rng.uniform(0.1, 0.5))[package_of_layer]
    log_impedance = contrast * np.where(
        rng.random(n_layers) < 0.1, rng.normal(0, 2.0, n_layers), rng.normal(0, 0.8, n_layers)
    )
    table = log_impedance[layer_of].astype(np.float32)
    table = ndimage.uniform_filter1d(table, _PER_PIXEL)  # a sample is the mean over its pixel
    step = np.diff(table[::_PER_PIXEL]).std()
    return table / step, chaotic[layer_of].astype(np.float32)


def _contact_strength(rng, contact: np.ndarray) -> np.ndarray:
    """Reflectivity of the salt's surface: it changes along the surface and may be lost; the base
    (negative steps) is weaker than the top."""
    strength = rng.uniform(3.0, 5.5) * np.exp(rng.uniform(0.15, 0.4) * _field(rng, 40, 60))
    return np.where(contact < 0, rng.uniform(0.5, 1.0) * strength, strength)


def _interior(rng, sediment: np.ndarray, contact: np.ndarray) -> np.ndarray:
    """Apparent reflectivity inside the salt: scatterers in patches, sediments smeared in by the
    wrong velocity, a multiple of the top."""
    texture = rng.uniform(0.2, 0.8) * np.exp(0.5 * _field(rng, 45, 60))
    inside = texture * _noise(rng, rng.integers(2, 8))
    leak = rng.uniform(0, 0.09)
    inside += leak * sediment
    lag = rng.integers(25, 70)
    inside[lag:] += rng.uniform(0, 0.5) * np.maximum(contact[:-lag], 0)
    return inside


def _migration_noise(rng) -> np.ndarray:
    """Noise of unit variance, smeared along two families of curves, as migration leaves it."""
    smear = rng.integers(2, 8)
    noise = _noise(rng, smear)
    curve = np.cumsum(0.35 * _curve(rng, _WIDTH, 160) + rng.normal(0, 0.2)).astype(int)
    period = 512  # a power of two, so that wrapping round is a cheap bit mask
    rows = (np.arange(_HEIGHT)[:, None] + curve) & (period - 1)
    noise += np.take_along_axis(_noise(rng, smear, period), rows, axis=0)
    return noise * np.float32(0.5**0.5)


def _migrated(rng, reflectivity: np.ndarray) -> np.ndarray:
    """Finite aperture: a lateral low-pass, which weakens steep dips most."""
    return ndimage.gaussian_filter1d(reflectivity, rng.uniform(0.6, 1.3), axis=1, truncate=3)


@lru_cache(maxsize=1)
def _ricker_pair() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Time in periods of the peak frequency, Ricker wavelet, its Hilbert transform."""
    time = np.linspace(-4, 4, 2049)
    argument = (np.pi * time) ** 2
    ricker = (1 - 2 * argument) * np.exp(-argument)
    return time, ricker, np.imag(hilbert(ricker))


def _wavelets(rng, top: int) -> np.ndarray:
    """Nonstationary convolution as a matrix, float32 (_HEIGHT, _HEIGHT): row i holds the wavelet
    that is seen at depth i, of unit energy; its frequency falls with depth."""
    period = rng.uniform(6.5, 12.5) * (1 + rng.uniform(0.2, 0.7) * (_Z[:, :1] + top) / DEPTHS[1])
    lag = (np.arange(_HEIGHT) - _Z) / period
    time, ricker, quadrature = _ricker_pair()
    phase = rng.normal(0, 0.5)
    wavelet = np.cos(phase) * ricker - np.sin(phase) * quadrature
    matrix = np.interp(lag, time, wavelet, left=0, right=0)
    return (matrix / np.sqrt((matrix**2).sum(axis=1, keepdims=True))).astype(np.float32)


_COARSE = 4  # the gain changes slowly: every fourth sample will do


def _display(rng, traces: np.ndarray) -> np.ndarray:
    """Amplitudes to grey levels: decay with depth, automatic gain control, clipping."""
    traces *= np.exp(-rng.uniform(0, 1.2) * _Z / _HEIGHT)
    window = int(rng.integers(45, 110)) // _COARSE
    energy = ndimage.uniform_filter(traces[::_COARSE, ::_COARSE] ** 2, window, mode="nearest")
    rms = np.sqrt(energy)
    gain = (rms + 0.05 * rms.mean()) ** -rng.uniform(0.3, 0.9)
    traces *= gain.repeat(_COARSE, axis=0).repeat(_COARSE, axis=1)[:_HEIGHT, :_WIDTH]
    traces = np.clip(traces / traces.std(), -3, 3)
    grey = rng.normal(_MEAN_GREY, 6) + _GREY_SPREAD * rng.uniform(0.75, 1.2) * traces
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)
