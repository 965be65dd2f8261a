using System.Diagnostics.CodeAnalysis;

namespace Twins.Client.Api.Documents;

/// <summary>
/// Reads a field selection: <c>list = item *("," item)</c>, <c>item = path [ "(" list ")" ]</c>, <c>path = name *("." name)</c>. A name is letters, digits,
/// <c>-</c> and <c>_</c>.
/// </summary>
internal ref struct FieldParser
{
    private const int MaxLength = 2048;
    private const int MaxDepth = 16;

    private readonly ReadOnlySpan<char> _text;
    private readonly List<string> _path = [];
    private readonly FieldSelection _selection = new();
    private int _position;
    private string? _error;

    private FieldParser(ReadOnlySpan<char> text) => _text = text;

    internal static bool TryParse(string text, [NotNullWhen(true)] out FieldSelection? selection, [NotNullWhen(false)] out string? error)
    {
        selection = null;
        error = text.Length > MaxLength ? $"it is longer than {MaxLength} characters" : null;
        if (error is not null) return false;
        var parser = new FieldParser(text);
        parser.List();
        if (parser._error is null && parser._position < text.Length) parser.Fail("unexpected");
        error = parser._error;
        selection = error is null ? parser._selection : null;
        return error is null;
    }

    private void List()
    {
        do Item();
        while (_error is null && Take(','));
    }

    private void Item()
    {
        var outer = _path.Count;
        do Name();
        while (_error is null && Take('.'));
        if (_error is null && Take('('))
        {
            List();
            if (_error is null && !Take(')')) Fail("a ')' is missing, not");
        }
        else if (_error is null)
        {
            _selection.Add(_path);
        }

        _path.RemoveRange(outer, _path.Count - outer);
    }

    private void Name()
    {
        var start = _position;
        while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '-' or '_')) _position++;
        if (start == _position) Fail("a field name is missing, not");
        else if (_path.Count == MaxDepth) _error = $"it is nested more than {MaxDepth} deep";
        else _path.Add(_text[start.._position].ToString());
    }

    private bool Take(char expected)
    {
        if (_position >= _text.Length || _text[_position] != expected) return false;
        _position++;
        return true;
    }

    private void Fail(string what) => _error = _position < _text.Length
        ? $"{what} '{_text[_position]}' at character {_position + 1}"
        : $"{what.Replace(", not", "", StringComparison.Ordinal)} at its end";
}
