using System.Diagnostics.CodeAnalysis;

namespace SocketWarp.Protocol.AllowList;

/// <summary>What a connector may dial. Nothing is allowed that no pattern matches; an empty list allows nothing.</summary>
public sealed class TargetAllowList
{
    private readonly TargetPattern[] _patterns;

    private TargetAllowList(TargetPattern[] patterns) => _patterns = patterns;

    /// <summary>The patterns in the order in which they were written.</summary>
    public IReadOnlyList<TargetPattern> Patterns => _patterns;

    /// <summary>Reads patterns; false when one of them cannot be read.</summary>
    /// <param name="errors">One message for each pattern that cannot be read.</param>
    public static bool TryParse(IEnumerable<string> texts, [NotNullWhen(true)] out TargetAllowList? list, out IReadOnlyList<string> errors)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var patterns = new List<TargetPattern>();
        var problems = new List<string>();
        foreach (var text in texts)
        {
            if (TargetPattern.TryParse(text, out var pattern, out var error))
                patterns.Add(pattern);
            else
                problems.Add(error);
        }

        errors = problems;
        list = problems.Count == 0 ? new TargetAllowList([.. patterns]) : null;
        return list is not null;
    }

    /// <summary>Whether a pattern matches the target.</summary>
    public bool Allows(in TargetAddress target)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(target))
                return true;
        }

        return false;
    }
}
