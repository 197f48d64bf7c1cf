namespace SocketWarp.Cli.Output;

/// <summary>A value of a <see cref="Grid"/>; the tone is for terminals only.</summary>
internal sealed record Cell(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>The text for a value that is not known.</summary>
    public const string None = "-";

    public static implicit operator Cell(string? text) => new(string.IsNullOrEmpty(text) ? None : text);

    public static implicit operator Cell(ulong value) => new($"{value}");

    public static implicit operator Cell(int value) => new($"{value}");
}
