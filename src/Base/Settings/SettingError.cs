namespace SocketWarp.Base.Settings;

/// <summary>One wrong value.</summary>
/// <param name="Name">What people wrote: the key with its sections, or the variable that has set it.</param>
/// <param name="Value">As written; null or empty when it is missing.</param>
/// <param name="Fix">What to write instead, in the imperative.</param>
public sealed record SettingError(string Name, string? Value, string Fix)
{
    /// <inheritdoc/>
    public override string ToString() => string.IsNullOrEmpty(Value) ? $"{Name} is not set: {Fix}" : $"{Name} is \"{Value}\": {Fix}";
}
