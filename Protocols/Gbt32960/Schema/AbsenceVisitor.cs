using System.Globalization;
using System.Text.Json;

namespace Twins.Protocols.Gbt32960.Schema;

/// <summary>
/// Is shown everything in an object that its values do not say, and makes of it the property <c>absent</c> (why a value is not there), the property <c>raw</c> (the number
/// on the wire, where it is one that the table does not allow), or errors for the latter.
/// </summary>
internal ref struct AbsenceVisitor
{
    private static readonly JsonEncodedText Absent = JsonEncodedText.Encode("absent");
    private static readonly JsonEncodedText Raw = JsonEncodedText.Encode("raw");
    private static readonly JsonEncodedText[] Reasons =
        [JsonEncodedText.Encode("valid"), JsonEncodedText.Encode("invalid"), JsonEncodedText.Encode("abnormal"), JsonEncodedText.Encode("outOfRange")];

    private readonly Utf8JsonWriter? _writer;
    private readonly List<DecodeError>? _errors;
    private readonly JsonEncodedText _property;
    private readonly bool _isRaw;
    private int _origin;
    private bool _started;

    private AbsenceVisitor(Utf8JsonWriter writer, bool isRaw) => (_writer, _isRaw, _property) = (writer, isRaw, isRaw ? Raw : Absent);

    /// <summary>A visitor that reports, of an object at a place in the frame.</summary>
    internal AbsenceVisitor(List<DecodeError> errors, int origin) => (_errors, _origin) = (errors, origin);

    internal static AbsenceVisitor ForReasons(Utf8JsonWriter writer) => new(writer, isRaw: false);

    internal static AbsenceVisitor ForRaw(Utf8JsonWriter writer) => new(writer, isRaw: true);

    /// <summary>A value by its validity.</summary>
    internal void Value(Part part, int at, Validity validity, long raw)
    {
        if (validity == Validity.Valid)
            return;
        if (_errors is null)
            Write(part.Key, validity, raw);
        else if (validity == Validity.OutOfRange)
            _errors.Add(new DecodeError(DecodeErrorCode.ValueRange, _origin + at, part.Describe(raw)));
    }

    /// <summary>A value that is there and not to be expected; one sentence says why.</summary>
    internal readonly void Doubt(int at, string detail) => _errors?.Add(new DecodeError(DecodeErrorCode.ValueRange, _origin + at, detail));

    /// <summary>An element of an array that is no value. Of one array only the first out of its range is an error.</summary>
    internal void Element(Part element, string array, int index, int at, Validity validity, long raw, ref bool reported)
    {
        if (_errors is null)
        {
            Write(JsonEncodedText.Encode(index.ToString(CultureInfo.InvariantCulture)), validity, raw);
        }
        else if (validity == Validity.OutOfRange && !reported)
        {
            reported = true;
            _errors.Add(new DecodeError(DecodeErrorCode.ValueRange, _origin + at, $"{array}[{index}]: {element.Describe(raw)}"));
        }
    }

    /// <summary>A value that is there, with bits that the table leaves open.</summary>
    internal void Reserved(Part part, long raw)
    {
        if (_isRaw)
            Write(part.Key, Validity.OutOfRange, raw);
    }

    /// <summary>A value that shares its byte with others, and whose bits mean nothing; the whole byte is told to <see cref="Reserved"/>.</summary>
    internal void State(BitState state, int at)
    {
        if (_errors is not null)
            _errors.Add(new DecodeError(DecodeErrorCode.ValueRange, _origin + at, $"{state.Name} has a value that is not defined"));
        else if (!_isRaw)
            Write(state.Key, Validity.OutOfRange, 0);
    }

    /// <summary>An object inside this one; in documents it has properties of its own.</summary>
    internal void Inner(Layout layout, ReadOnlySpan<byte> data, int at)
    {
        if (_errors is null)
            return;
        _origin += at;
        layout.Visit(ref this, data);
        _origin -= at;
    }

    /// <summary>An entry that has an object of its own in documents.</summary>
    internal void Inner(Part part, ReadOnlySpan<byte> data, int at)
    {
        if (_errors is null)
            return;
        _origin += at;
        part.Visit(ref this, data, 0);
        _origin -= at;
    }

    internal void Start()
    {
        if (!_started)
            _writer!.WriteStartObject(_property);
        _started = true;
    }

    internal readonly void Finish()
    {
        if (_started)
            _writer!.WriteEndObject();
    }

    private void Write(JsonEncodedText key, Validity validity, long raw)
    {
        if (_isRaw && validity != Validity.OutOfRange)
            return;
        Start();
        if (_isRaw)
            _writer!.WriteNumber(key, raw);
        else
            _writer!.WriteString(key, Reasons[(int)validity]);
    }
}
