using System.ComponentModel.DataAnnotations;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>Options of a library that knows nothing of settings.</summary>
public sealed record SampleOptions : IValidatableObject
{
    [Range(1, 10)]
    public int Least { get; init; } = 2;

    [Range(1.0, 1_000_000_000_000)]
    public long Most { get; init; } = 20;

    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Most < Least) yield return new ValidationResult("write at least as much as Least", [nameof(Most)]);
    }
}
