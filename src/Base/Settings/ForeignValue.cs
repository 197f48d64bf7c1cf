namespace SocketWarp.Base.Settings;

/// <summary>A setting that was written elsewhere and under another name: what is wrong with it is said of that name.</summary>
/// <param name="Key">Ours, inside the section.</param>
/// <param name="Name">What people wrote: <c>SWL_CERT_PATH</c>.</param>
/// <param name="Value">As written; a person who sets another value under our key is told of our key.</param>
public sealed record ForeignValue(string Key, string Name, string Value);
