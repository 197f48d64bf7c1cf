using System.ComponentModel;
using System.Globalization;

namespace SocketWarp.Base;

/// <summary>A setting that must not reach a log: its text form is a mask; the value is read by asking for it.</summary>
[TypeConverter(typeof(Converter))]
public sealed class Secret(string value)
{
    /// <summary>The text form of every secret.</summary>
    public const string Mask = "*****";

    /// <summary>The secret itself.</summary>
    public string Reveal() => value;

    /// <inheritdoc/>
    public override string ToString() => Mask;

    private sealed class Converter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

        public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => new Secret((string)value);
    }
}
