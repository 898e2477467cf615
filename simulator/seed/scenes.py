"""What is on the pictures: simple still lifes with something wrong in them."""

from math import cos, pi, sin
from random import Random

from PIL.ImageDraw import ImageDraw

TABLES = ["#b08d68", "#8a7f78", "#d9d2c5", "#6f5a47", "#c9c4be", "#9aa39a"]
DARK = "#2b2b2e"


def backdrop(draw: ImageDraw, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> None:
    """A wall that darkens downwards and the edge of the table."""
    for y in range(300):
        share = y / 300
        draw.line([(0, y), (640, y)], fill=tuple(int(a + (b - a) * share) for a, b in zip(top, bottom, strict=True)))
    for y in range(300, 480, 14):
        draw.line([(0, y), (640, y + 5)], fill="#00000022" if y % 28 else "#7d6a55", width=1)


def shadow(draw: ImageDraw, left: int, right: int, y: int) -> None:
    """A soft patch under a thing."""
    for step in range(12):
        draw.ellipse((left + step * 3, y - 22 + step, right + 40 - step * 3, y + 26 - step), fill="#5b4a3b")


def crack(draw: ImageDraw, random: Random, x: float, y: float, length: float) -> None:
    """A jagged line with branches."""
    angle = random.uniform(0, 2 * pi)
    for _ in range(9):
        angle += random.uniform(-0.6, 0.6)
        end = (x + cos(angle) * length / 9, y + sin(angle) * length / 9)
        draw.line([(x, y), end], fill="#151515", width=random.choice((2, 3, 4)))
        if random.random() < 0.4:
            draw.line([end, (end[0] + random.uniform(-30, 30), end[1] + random.uniform(-24, 24))], fill=DARK, width=1)
        x, y = end


def parcel(draw: ImageDraw, random: Random) -> None:
    """A cardboard box with a crushed corner."""
    backdrop(draw, (214, 208, 198), (176, 168, 156))
    shadow(draw, 130, 500, 410)
    draw.polygon([(140, 190), (380, 150), (510, 210), (270, 260)], fill="#cfa66f")
    draw.polygon([(140, 190), (270, 260), (275, 420), (150, 335)], fill="#a77d49")
    draw.polygon([(270, 260), (510, 210), (500, 360), (275, 420)], fill="#bb8f58")
    draw.polygon([(255, 172), (300, 163), (425, 226), (380, 237)], fill="#e3d2ac")
    dent = random.randint(10, 46)
    draw.polygon([(510, 210), (440, 226), (455 - dent, 262), (506, 300)], fill="#6d4d2a")
    draw.rectangle((310, 290, 420, 350), fill="#f4f2ec")
    for number in range(22):
        draw.line([(318 + number * 4, 298), (318 + number * 4, 324)], fill=DARK, width=random.choice((1, 2, 3)))


def pot(draw: ImageDraw, random: Random) -> None:
    """A pot with a chip in the enamel."""
    backdrop(draw, (232, 228, 220), (196, 188, 178))
    shadow(draw, 150, 470, 400)
    colour = random.choice(("#a8321f", "#27506b", "#3d5a3a", "#c8892b"))
    draw.rounded_rectangle((170, 210, 470, 400), 40, fill=colour)
    draw.ellipse((165, 175, 475, 245), fill="#1f1f20")
    draw.ellipse((185, 183, 455, 237), fill="#e8e2d6")
    draw.rounded_rectangle((110, 235, 185, 262), 12, fill=colour)
    draw.rounded_rectangle((455, 235, 530, 262), 12, fill=colour)
    draw.line([(200, 230), (205, 380)], fill="#ffffff", width=7)
    x, y = random.randint(250, 400), random.randint(290, 360)
    draw.polygon([(x, y), (x + 42, y - 16), (x + 58, y + 20), (x + 20, y + 34), (x - 12, y + 18)], fill="#2a2422")
    crack(draw, random, x, y, 80)


def screen(draw: ImageDraw, random: Random) -> None:
    """A screen with a spider's web of cracks."""
    backdrop(draw, (120, 126, 134), (88, 92, 98))
    shadow(draw, 180, 440, 420)
    draw.rounded_rectangle((110, 80, 530, 350), 14, fill="#101114")
    draw.rectangle((124, 94, 516, 336), fill=random.choice(("#1d3c5a", "#33363b", "#27423a")))
    draw.rectangle((290, 350, 350, 400), fill="#1a1b1e")
    draw.rounded_rectangle((220, 396, 420, 414), 8, fill="#1a1b1e")
    x, y = random.randint(200, 440), random.randint(140, 290)
    for _ in range(9):
        crack(draw, random, x, y, random.randint(70, 190))
    draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill="#cfd6dc")


def fabric(draw: ImageDraw, random: Random) -> None:
    """Cloth with a stain."""
    base = random.choice(((46, 94, 78), (176, 168, 150), (88, 66, 104), (190, 120, 96)))
    for y in range(480):
        wave = int(18 * sin(y / 26) + 8 * sin(y / 7))
        draw.line([(0, y), (640, y - 40)], fill=tuple(max(0, min(255, part + wave)) for part in base))
    x, y = random.randint(180, 420), random.randint(140, 320)
    for size in range(90, 20, -8):
        tone = tuple(max(0, part - (100 - size) // 2) for part in base)
        draw.ellipse((x - size, y - size * 0.7, x + size + random.randint(-6, 6), y + size * 0.7), fill=tone)


def headphones(draw: ImageDraw, random: Random) -> None:
    """Headphones with a broken band."""
    backdrop(draw, (226, 230, 233), (190, 196, 202))
    shadow(draw, 150, 460, 400)
    colour = random.choice(("#1c1c1f", "#e9e6df", "#35507a"))
    draw.arc((180, 70, 460, 430), 185, 268, fill=colour, width=24)
    draw.arc((180, 70, 460, 430), 276, 355, fill=colour, width=24)
    for x in (150, 420):
        draw.rounded_rectangle((x, 240, x + 70, 390), 30, fill=colour)
        draw.rounded_rectangle((x + 14, 258, x + 56, 372), 20, fill="#4a4a50")
    draw.line([(318, 76), (330, 62), (338, 90), (346, 70)], fill="#c04a2b", width=4)


def lamp(draw: ImageDraw, random: Random) -> None:
    """A garden lamp that leans."""
    for y in range(480):
        draw.line([(0, y), (640, y)], fill=(132 - y // 6, 158 - y // 8, 108 - y // 6))
    for _ in range(700):
        x, y = random.randint(0, 640), random.randint(220, 480)
        green = random.randint(70, 140)
        draw.line([(x, y), (x + random.randint(-6, 6), y - random.randint(8, 26))], fill=(40, green, 36), width=2)
    lean = random.randint(20, 90)
    draw.line([(300, 440), (300 + lean, 190)], fill="#2f3033", width=12)
    draw.polygon([(260 + lean, 195), (340 + lean, 195), (322 + lean, 120), (278 + lean, 120)], fill="#e8d9a0")
    draw.ellipse((248 + lean, 96, 352 + lean, 134), fill="#242528")
    crack(draw, random, 300 + lean, 130, 60)


def tracking(draw: ImageDraw, random: Random) -> None:
    """A parcel's status on a telephone."""
    draw.rectangle((0, 0, 640, 480), fill="#f5f5f7")
    draw.rectangle((0, 0, 640, 64), fill="#ffcc00")
    draw.text((24, 18), "Sledzenie przesylki", fill=DARK, font_size=24)
    steps = ["Nadana w punkcie", "Sortownia Strykow", "Sortownia Strykow", "Brak nowych zdarzen"]
    for number, step in enumerate(steps):
        y = 110 + number * 84
        draw.ellipse((32, y, 56, y + 24), fill="#2e7d32" if number < 2 else "#b0b0b6")
        draw.text((80, y - 4), step, fill=DARK, font_size=22)
        draw.text((80, y + 24), f"{7 + number * 3}:{random.randint(10, 59)}", fill="#6a6a70", font_size=16)


def receipt(draw: ImageDraw, random: Random) -> None:
    """A proof of purchase."""
    draw.rectangle((0, 0, 640, 480), fill="#ffffff")
    draw.text((40, 36), "DOWOD ZAKUPU", fill=DARK, font_size=30)
    draw.line([(40, 84), (600, 84)], fill=DARK, width=2)
    for number in range(3):
        y = 110 + number * 44
        draw.text((40, y), f"Pozycja {number + 1}", fill=DARK, font_size=20)
        draw.text((470, y), f"{random.randint(20, 400)},90 zl", fill=DARK, font_size=20)
    draw.line([(40, 250), (600, 250)], fill="#888888")
    draw.text((40, 270), f"Numer: {random.randint(1000, 9999)}/A", fill="#444444", font_size=18)


HOME = (parcel, pot, fabric, lamp)
ELECTRONICS = (parcel, screen, headphones)
BOOKS = (parcel, fabric)
