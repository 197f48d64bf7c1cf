namespace SocketWarp.Base.Settings;

/// <summary>A top-level section that some part of this process reads.</summary>
internal sealed record KnownSection(string Name);
