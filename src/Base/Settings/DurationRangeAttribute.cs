using System.ComponentModel.DataAnnotations;

namespace SocketWarp.Base.Settings;

/// <summary>The durations that a setting may have, from the first to the second, in the form of <see cref="DurationText"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRangeAttribute(string least, string most) : ValidationAttribute
{
    /// <summary>The shortest that is right.</summary>
    public TimeSpan Least { get; } = Parse(least);

    /// <summary>The longest that is right.</summary>
    public TimeSpan Most { get; } = Parse(most);

    /// <summary>Whether zero, which turns something off, is right too.</summary>
    public bool OrZero { get; init; }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is TimeSpan duration && (duration >= Least && duration <= Most || OrZero && duration == TimeSpan.Zero);

    private static TimeSpan Parse(string text) =>
        DurationText.TryParse(text, out var duration) ? duration : throw new FormatException($"{text} is not a duration");
}
