from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from laurea.integrations.roster.guessing import guess_codec

ROSTERS = {
    "de": "E-Mail;Vorname;Nachname\na@x.org;Jürgen;Müller\nb@x.org;Käthe;Groß",
    "fr": "courriel;prénom;nom\na@x.org;Hélène;François\nb@x.org;Noël;Lefèvre",
    "es": "correo;nombre\na@x.org;Íñigo Peña\nb@x.org;José Núñez",
    "it": "e-mail;nome\na@x.org;Niccolò Prà",
    "pt": "e-mail;nome\na@x.org;João Conceição\nb@x.org;Inês",
    "nl": "e-mail;naam\na@x.org;Daniël Coëlho",
    "sv": "e-post;namn\na@x.org;Åsa Öberg\nb@x.org;Göran Sjöström",
    "da": "e-mail;navn\na@x.org;Søren Kjær\nb@x.org;Åse Bøgh",
    "is": "netfang;nafn\na@x.org;Sigurður Þórsson\nb@x.org;Ásdís Björk",
    "pl": "email;name\na@x.org;Michał Wójcik\nb@x.org;Grażyna",
    "cs": "email;name\na@x.org;Dvorak Tomáš\nb@x.org;Růžena Nováková",
    "hu": "e-mail;név\na@x.org;Győző Kovács\nb@x.org;Tünde Szűcs",
    "ro": "e-mail;nume\na@x.org;Ştefan Pătraşcu\nb@x.org;Mădălina",
    "hr": "e-mail;ime\na@x.org;Željko Čačić\nb@x.org;Đurđa Šimić",
    "tr": "email;name\na@x.org;Yılmaz Gülşen\nb@x.org;Işıl Doğan",
    "ru": "email;name\na@x.org;Юрий Петров\nb@x.org;Юлия Щукина",
    "uk": "e-mail;піб\na@x.org;Їжак Євген\nb@x.org;Іванна Ґудзь",
    "bg": "имейл;име\na@x.org;Георги Иванов",
    "el": "email;name\na@x.org;Γιώργος Παπαδόπουλος\nb@x.org;Άννα",
    "lt": "el. paštas;vardas\na@x.org;Žygimantas Šlekys\nb@x.org;Rūta Žukauskaitė",
    "lv": "e-pasts;vārds\na@x.org;Jānis Bērziņš",
    "he": "email;name\na@x.org;יוסי כהן",
    "ar": "email;name\na@x.org;محمد علي",
    "western": "email;name\na@x.org;Jürgen\nb@x.org;André\nc@x.org;Søren\nd@x.org;Peña",
}
EAST_ASIAN = {
    "cp932": "email,name\na@x.org,山田太郎\nb@x.org,佐藤花子",
    "gb18030": "email,name\na@x.org,李小龙\nb@x.org,王伟\nc@x.org,张敏",
    "cp949": "email,name\na@x.org,김철수",
    "big5": "電子郵件,姓名\na@x.org,陳大文",
    "euc_jp": "メールアドレス,氏名\na@x.org,山田太郎",
}
CODECS = tomllib.loads(
    files("laurea.integrations.roster").joinpath("alphabets.toml").read_text("utf-8")
)["codecs"]


def can_write(codec: str, text: str) -> bool:
    return text.encode(codec, "replace").decode(codec) == text


CASES = [
    (text, codec)
    for codec, languages in CODECS.items()
    for language, text in ROSTERS.items()
    if language in languages.split() and can_write(codec, text)
] + [(text, codec) for codec, text in EAST_ASIAN.items()]


@pytest.mark.parametrize(("text", "codec"), CASES)
def test_rosters_in_old_encodings_are_read_as_they_were_written(text: str, codec: str) -> None:
    sample = (text + "\n").encode(codec)
    assert sample.decode(guess_codec(sample)) == text + "\n"


def test_every_codec_of_the_table_is_tried() -> None:
    assert {codec for _, codec in CASES} >= set(CODECS) - {"iso8859-16"}


def test_what_fits_nothing_is_still_given_some_encoding() -> None:
    assert bytes(range(128, 256)).decode(guess_codec(bytes(range(128, 256))), "replace")
