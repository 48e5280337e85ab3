# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads an interface file in the language of RFC 4506 and RFC 5531 into dataclasses.

It judges nothing but syntax (protocol_lint does the rest) and keeps what rpcgen throws away: the
comment before a definition, and the comment after a procedure, which says who may call it. Every
node bears the line it began at, since each complaint has to name one.
"""
import dataclasses
import re
from typing import Optional


class ProtocolError(Exception):
    """The file cannot be read at all."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


@dataclasses.dataclass
class Token:
    text: str
    line: int


@dataclasses.dataclass
class Comment:
    text: str
    first: int
    last: int


@dataclasses.dataclass
class Declaration:
    """One field or arm. shape: void, plain, fixed [n], array <n>, pointer."""

    line: int
    shape: str
    type: str
    name: str = ""
    bound: Optional[str] = None


@dataclasses.dataclass
class Const:
    line: int
    doc: str
    name: str
    value: str


@dataclasses.dataclass
class EnumValue:
    line: int
    name: str
    value: Optional[str]


@dataclasses.dataclass
class Enum:
    line: int
    doc: str
    name: str
    values: list


@dataclasses.dataclass
class Struct:
    line: int
    doc: str
    name: str
    fields: list


@dataclasses.dataclass
class Arm:
    line: int
    labels: list  # the text of each case; empty for default
    field: Declaration


@dataclasses.dataclass
class Union:
    line: int
    doc: str
    name: str
    switch: Declaration
    arms: list


@dataclasses.dataclass
class Typedef:
    line: int
    doc: str
    name: str
    target: Declaration


@dataclasses.dataclass
class Procedure:
    line: int
    name: str
    number: str
    args: str
    result: str
    note: str  # the comment behind it


@dataclasses.dataclass
class Version:
    line: int
    name: str
    number: str
    procedures: list


@dataclasses.dataclass
class Program:
    line: int
    doc: str
    name: str
    number: str
    versions: list


TOKEN = re.compile(
    r"(?P<comment>/\*.*?\*/)|(?P<space>[ \t\r]+)|(?P<newline>\n)|(?P<passed>^%[^\n]*)"
    r"|(?P<string>\"[^\"\n]*\")|(?P<number>-?(?:0[xX][0-9a-fA-F]+|[0-9]+))\b"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>[{}()\[\]<>;:,=*])",
    re.DOTALL | re.MULTILINE,
)


def comment_text(raw):
    """The words of a comment without its stars, on one line."""
    lines = [re.sub(r"^\s*\*? ?", "", line) for line in raw[2:-2].split("\n")]
    return " ".join(" ".join(lines).split())


def tokenize(text):
    """Returns (tokens, comments)."""
    tokens, comments = [], []
    line, place = 1, 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            raise ProtocolError(line, f"cannot read {text[place]!r}")
        raw = match.group()
        if match.lastgroup == "comment":
            comments.append(Comment(comment_text(raw), line, line + raw.count("\n")))
        elif match.lastgroup in ("string", "number", "word", "mark"):
            tokens.append(Token(raw, line))
        line += raw.count("\n")
        place = match.end()
    return tokens, comments


class Parser:
    """Recursive descent over the tokens; one method per production."""

    def __init__(self, text):
        self.tokens, comments = tokenize(text)
        self.ends = {comment.last: comment for comment in comments}
        self.begins = {comment.first: comment for comment in comments}
        self.place = 0

    def peek(self):
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def line(self):
        return self.tokens[min(self.place, len(self.tokens) - 1)].line if self.tokens else 1

    def take(self, *wanted):
        """The next token, which has to be one of those wanted, if any are named."""
        text = self.peek()
        if not text or (wanted and text not in wanted):
            expected = " or ".join(repr(word) for word in wanted) or "more"
            raise ProtocolError(self.line(), f"expected {expected}, found {text or 'the end'!r}")
        self.place += 1
        return text

    def took(self, text):
        if self.peek() != text:
            return False
        self.place += 1
        return True

    def word(self):
        text = self.peek()
        if not re.match(r"[A-Za-z_]", text):
            raise ProtocolError(self.line(), f"expected a name, found {text or 'the end'!r}")
        return self.take()

    def value(self):
        text = self.peek()
        if not re.match(r"[-A-Za-z_0-9\"]", text):
            raise ProtocolError(self.line(), f"expected a value, found {text or 'the end'!r}")
        return self.take()

    def type(self):
        if self.took("unsigned"):
            words = ("int", "hyper", "long", "short", "char")
            return "unsigned " + (self.take() if self.peek() in words else "int")
        if self.peek() in ("struct", "enum", "union"):
            self.take()
        return self.word()

    def declaration(self):
        line, kind = self.line(), self.type()
        if kind == "void":
            return Declaration(line, "void", kind)
        if self.took("*"):
            return Declaration(line, "pointer", kind, self.word())
        name = self.word()
        if self.took("["):
            bound = self.value()
            self.take("]")
            return Declaration(line, "fixed", kind, name, bound)
        if self.took("<"):
            bound = None if self.peek() == ">" else self.value()
            self.take(">")
            return Declaration(line, "array", kind, name, bound)
        return Declaration(line, "plain", kind, name)

    def const(self, line, doc):
        name = self.word()
        self.take("=")
        return Const(line, doc, name, self.value())

    def enum(self, line, doc):
        name, values = self.word(), []
        self.take("{")
        while True:
            at, label = self.line(), self.word()
            values.append(EnumValue(at, label, self.value() if self.took("=") else None))
            if self.take(",", "}") == "}":
                return Enum(line, doc, name, values)

    def struct(self, line, doc):
        name, fields = self.word(), []
        self.take("{")
        while not self.took("}"):
            fields.append(self.declaration())
            self.take(";")
        return Struct(line, doc, name, fields)

    def union(self, line, doc):
        name, arms = self.word(), []
        self.take("switch")
        self.take("(")
        switch = self.declaration()
        self.take(")")
        self.take("{")
        while not self.took("}"):
            at, labels = self.line(), []
            if self.take("case", "default") == "case":
                labels.append(self.value())
                self.take(":")
                while self.took("case"):
                    labels.append(self.value())
                    self.take(":")
            else:
                self.take(":")
            arms.append(Arm(at, labels, self.declaration()))
            self.take(";")
        return Union(line, doc, name, switch, arms)

    def typedef(self, line, doc):
        target = self.declaration()
        return Typedef(line, doc, target.name, target)

    def procedure(self):
        line, result = self.line(), self.type()
        name = self.word()
        self.take("(")
        args = self.type()
        self.take(")")
        self.take("=")
        number = self.value()
        last = self.line()
        self.take(";")
        note = self.begins.get(last)
        return Procedure(line, name, number, args, result, note.text if note else "")

    def version(self):
        line, procedures = self.line(), []
        self.take("version")
        name = self.word()
        self.take("{")
        while not self.took("}"):
            procedures.append(self.procedure())
        self.take("=")
        number = self.value()
        self.take(";")
        return Version(line, name, number, procedures)

    def program(self, line, doc):
        name, versions = self.word(), []
        self.take("{")
        while not self.took("}"):
            versions.append(self.version())
        self.take("=")
        return Program(line, doc, name, self.value(), versions)

    def file(self):
        nodes = []
        while self.peek():
            line = self.line()
            comment = self.ends.get(line - 1)
            doc = comment.text if comment and not comment.text.startswith("----") else ""
            kind = self.take("const", "enum", "struct", "union", "typedef", "program")
            nodes.append(getattr(self, kind)(line, doc))
            self.take(";")
        return nodes


class Protocol:
    """The definitions of one file, sorted by what they are, and the arithmetic over them."""

    BASIC = {"int": 4, "unsigned int": 4, "bool": 4, "float": 4, "hyper": 8, "unsigned hyper": 8,
             "double": 8}

    def __init__(self, text):
        self.nodes = Parser(text).file()
        self.programs = [node for node in self.nodes if isinstance(node, Program)]
        self.enums = [node for node in self.nodes if isinstance(node, Enum)]
        self.types, self.constants = {}, {}
        for node in self.nodes:
            if isinstance(node, Const):
                self.constants[node.name] = node.value
            elif not isinstance(node, Program):
                self.types[node.name] = node
        for enum in self.enums:
            following = 0
            for value in enum.values:
                number = self.number(value.value) if value.value else following
                self.constants[value.name] = str(number)
                following = (number or 0) + 1

    def number(self, text):
        """The integer that a literal or a constant's name stands for; None if there is none."""
        for _ in range(len(self.constants) + 1):
            if re.fullmatch(r"-?(0[xX][0-9a-fA-F]+|[0-9]+)", text or ""):
                return int(text, 16) if "x" in text.lower() else int(text)
            text = self.constants.get(text)
        return None

    def field(self, type_name, field_name):
        """The declaration of a struct's field, or None."""
        node = self.types.get(type_name)
        fields = node.fields if isinstance(node, Struct) else []
        return next((field for field in fields if field.name == field_name), None)

    def declaration_size(self, field, seen):
        """Bytes that a declaration takes in C on a 64-bit machine (alignment rounded up to 8)."""
        if field.shape == "void":
            return 0
        if field.shape == "pointer" or field.type == "string":
            return 8
        if field.shape == "array":
            return 16
        element = 1 if field.type == "opaque" else self.size(field.type, seen)
        return element * (self.number(field.bound) or 1) if field.shape == "fixed" else element

    def size(self, name, seen=()):
        """The same of a type."""
        node = self.types.get(name)
        if node is None or name in seen:
            return self.BASIC.get(name, 0)
        seen = (*seen, name)
        if isinstance(node, Struct):
            return sum(-self.declaration_size(field, seen) // 8 * -8 for field in node.fields)
        if isinstance(node, Union):
            return 8 + max((self.declaration_size(arm.field, seen) for arm in node.arms), default=0)
        return 4 if isinstance(node, Enum) else self.declaration_size(node.target, seen)
