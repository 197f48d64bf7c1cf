using Microsoft.Extensions.Configuration;

namespace SocketWarp.ServiceDefaults.Settings;

/// <summary>A section that nobody reads is a typing error: say so instead of running without it.</summary>
internal sealed class KnownSections(IEnumerable<KnownSection> sections, IConfiguration configuration) : ISettingsCheck
{
    /// <summary>Read by the runtime and by <see cref="ServiceConfiguration"/>.</summary>
    private static readonly string[] OfTheHost = ["Logging", ServiceConfiguration.FileKey];

    public IEnumerable<string> Errors()
    {
        var known = sections.Select(s => s.Name).Concat(OfTheHost).Distinct().Order().ToArray();
        return ServiceConfiguration.UserSections(configuration).Except(known, StringComparer.OrdinalIgnoreCase)
            .Select(s => $"{s} is an unknown section; known: {string.Join(", ", known)}");
    }
}
