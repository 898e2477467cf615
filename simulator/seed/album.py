"""Pictures that buyers attach, drawn once and sent under many names, and a receipt as a PDF."""

from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from simulator.seed import scenes

SIZE = (640, 480)
TAKES = 3
PDF_SHARE = 0.08
SCENES = {"44120871": scenes.HOME, "51733290": scenes.ELECTRONICS, "60218844": scenes.BOOKS}
Page = tuple[str, str, bytes]
Scene = Callable[[ImageDraw.ImageDraw, Random], None]


class Album:
    """A few dozen small pictures; the same random numbers give the same album."""

    def __init__(self, random: Random) -> None:
        """Draw all of them."""
        self._photos = {
            seller_id: [photo(scene, random) for scene in scenes_of for _ in range(TAKES)]
            for seller_id, scenes_of in SCENES.items()
        }
        self._screenshot = png(scenes.tracking, random)
        self._receipt = pdf(random)

    def pages(self, random: Random, seller_id: str, count: int) -> list[Page]:
        """So many files about what the seller sells: name, media type, bytes."""
        return [self._page(random, seller_id) for _ in range(count)]

    def _page(self, random: Random, seller_id: str) -> Page:
        throw = random.random()
        if throw < PDF_SHARE:
            return f"dowod-zakupu-{random.randint(100, 999)}.pdf", "application/pdf", self._receipt
        if throw < 2 * PDF_SHARE:
            return f"Zrzut ekranu {random.randint(1, 40)}.png", "image/png", self._screenshot
        name = random.choice((f"IMG_{random.randint(1000, 9999)}.jpg", f"zdjęcie {random.randint(1, 9)}.jpg"))
        return name, "image/jpeg", random.choice(self._photos[seller_id])


def photo(scene: Scene, random: Random) -> bytes:
    """A JPEG that looks taken by hand: tilted, a little soft, grainy."""
    image = drawn(scene, random).rotate(random.uniform(-5, 5), Image.Resampling.BICUBIC, expand=False)
    image = image.crop((36, 30, SIZE[0] - 36, SIZE[1] - 30)).filter(ImageFilter.GaussianBlur(1.1))
    grain = Image.effect_noise(image.size, 26).convert("RGB")
    return saved(Image.blend(image, grain, 0.09), "JPEG", quality=62)


def png(scene: Scene, random: Random) -> bytes:
    """A screenshot."""
    return saved(drawn(scene, random).quantize(32), "PNG", optimize=True)


def pdf(random: Random) -> bytes:
    """A receipt on one page."""
    return saved(drawn(scenes.receipt, random), "PDF", resolution=96.0)


def drawn(scene: Scene, random: Random) -> Image.Image:
    """The scene, on a table under soft light."""
    image = Image.new("RGB", SIZE, random.choice(scenes.TABLES))
    scene(ImageDraw.Draw(image), random)
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """The bytes of a picture file."""
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()
