using Microsoft.Extensions.Configuration;

namespace SocketWarp.Base.Settings;

/// <summary>
/// Reports sections that nobody reads: they are typing errors. A file or an environment may serve several processes, so there the sections of other
/// processes pass; those processes report what is wrong in them.
/// </summary>
internal sealed class KnownSections(IEnumerable<KnownSection> sections, IConfiguration configuration) : ISettingsCheck
{
    /// <summary>Read by the runtime and by <see cref="ServiceConfiguration"/>.</summary>
    private static readonly string[] OfTheHost = [LoggingCheck.Section, ServiceConfiguration.FileKey];

    public IEnumerable<string> Errors()
    {
        string[] own = [.. sections.Select(s => s.Name), .. OfTheHost];
        return ServiceConfiguration
            .Sources(configuration)
            .OfType<SettingsSource>()
            .SelectMany(source =>
                Unknown(source, source.Origin is SettingsOrigin.File or SettingsOrigin.Environment ? [.. own, .. ServiceConfiguration.Sections] : own)
            )
            .Distinct();
    }

    private static IEnumerable<string> Unknown(SettingsSource source, IEnumerable<string> known) =>
        source
            .GetChildKeys([], null)
            .Except(known, StringComparer.OrdinalIgnoreCase)
            .Select(s => $"{s} is an unknown section; known: {string.Join(", ", known.Distinct().Order())}");
}
