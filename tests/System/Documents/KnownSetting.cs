using System.Reflection;

namespace SocketWarp.SystemTests.Documents;

/// <param name="Key">With its sections.</param>
/// <param name="Property">Where it is written down.</param>
/// <param name="Default">Null without one.</param>
internal sealed record KnownSetting(string Key, PropertyInfo Property, object? Default);
