using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace SocketWarp.ServiceDefaults.Settings;

/// <summary>A top-level section that some part of this process reads.</summary>
internal sealed record KnownSection(string Name);

/// <summary>Stands for the configuration as a whole among the options that are validated at start.</summary>
internal sealed class KnownSectionsMarker;

/// <summary>A section that nobody reads is a typing error: say so instead of running without it.</summary>
internal sealed class KnownSections(IEnumerable<KnownSection> sections, IConfiguration configuration) : IValidateOptions<KnownSectionsMarker>
{
    /// <summary>Read by the runtime and by <see cref="ServiceConfiguration"/>.</summary>
    private static readonly string[] OfTheHost = ["Logging", ServiceConfiguration.FileKey];

    public ValidateOptionsResult Validate(string? name, KnownSectionsMarker options)
    {
        var known = sections.Select(s => s.Name).Concat(OfTheHost).Distinct().Order().ToArray();
        // Keys of the host's own chained sources (applicationName, contentRoot …) have no owner but are not the user's.
        var unknown = ServiceConfiguration.UserSections(configuration).Except(known, StringComparer.OrdinalIgnoreCase);
        var errors = unknown.Select(s => $"{s} is an unknown section; known: {string.Join(", ", known)}").ToArray();
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
