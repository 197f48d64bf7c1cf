namespace SocketWarp.Base;

/// <summary>A setting that must not reach a log: its text form is a mask; the value is read by asking for it.</summary>
public sealed class Secret(string value)
{
    /// <summary>The text form of every secret.</summary>
    public const string Mask = "*****";

    /// <summary>The secret itself.</summary>
    public string Reveal() => value;

    /// <inheritdoc/>
    public override string ToString() => Mask;
}
