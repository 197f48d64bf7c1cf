using System.Text.RegularExpressions;

namespace SocketWarp.Architecture.Tests;

/// <summary>One dialect everywhere: words, summaries, log messages and documents at which a native reader never stops.</summary>
public sealed partial class DialectTests
{
    [Fact]
    public void Words_OfTheBanList_AreUsedNowhere() => AssertEmpty(Find(FileList.All, BannedWord()));

    /// <summary>A summary is "The/A noun …", or a verb whose subject is the type or member.</summary>
    [Fact]
    public void Summaries_OfCode_BeginWithANounOrAVerb() => AssertEmpty(Find(FileList.Code, HeadlessSummary()));

    [Fact]
    public void Exceptions_OfCode_SayWhen() => AssertEmpty(Find(FileList.Code, ExceptionSentence()));

    [Fact]
    public void LogMessages_OfCode_HaveANameAndSentenceCase() =>
        AssertEmpty(Find(FileList.Code, LogMessage()).Where(message => WrongLogMessage().IsMatch(message)));

    [Fact]
    public void Methods_OfCode_AreNotAsyncVoid() => AssertEmpty(Find(FileList.Code, AsyncVoid()));

    /// <summary>Tables and code blocks may be wider.</summary>
    [Fact]
    public void Lines_OfDocuments_HaveAtMost120Columns() => AssertEmpty(FileList.Documents.SelectMany(WideLines));

    private static void AssertEmpty(IEnumerable<string> places) => Assert.True(!places.Any(), string.Join('\n', places));

    /// <summary>What matches, each behind its file and line.</summary>
    private static IEnumerable<string> Find(IEnumerable<string> paths, Regex pattern) =>
        from path in paths
        where !Excepted().IsMatch(path)
        let text = FileList.Read(path)
        from match in pattern.Matches(text)
        select $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}";

    private static IEnumerable<string> WideLines(string path)
    {
        var isCode = false;
        foreach (var (index, line) in FileList.Read(path).Split('\n').Index())
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (!isCode && !Excepted().IsMatch(path) && line.Length > 120 && line[0] != '|')
                yield return $"{path}:{index + 1}: {line}";
        }
    }

    /// <summary>This file has examples.</summary>
    [GeneratedRegex(@"^tests/Architecture/DialectTests\.cs$")]
    private static partial Regex Excepted();

    /// <summary>Also found where a comment breaks its line inside it.</summary>
    [GeneratedRegex(
        @"\b((is|are|was)[\s/#*]+none|anew|whoever|of[\s/#*]+(ours|theirs)|of[\s/#*]+no[\s/#*]+account|nobody[\s/#*]+knows[\s/#*]+any[\s/#*]+more)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex BannedWord();

    [GeneratedRegex(@"<summary>[\s/]*(Of|That|Those|When|With|By|In|At)\b.*")]
    private static partial Regex HeadlessSummary();

    [GeneratedRegex(@"<exception cref=""[^""]*"">[\s/]*[A-Z].*")]
    private static partial Regex ExceptionSentence();

    [GeneratedRegex(@"\[LoggerMessage\(.*?\)\]\n", RegexOptions.Singleline)]
    private static partial Regex LogMessage();

    /// <summary>Without an EventName, with a small first letter, a full stop at the end, or a placeholder that is not PascalCase.</summary>
    [GeneratedRegex(@"^(?!.*,\s+EventName = ""[A-Z])|^[^""]*""[a-z]|\.""[,)]|(?<!\{)\{[^A-Z{]", RegexOptions.Singleline)]
    private static partial Regex WrongLogMessage();

    [GeneratedRegex(@"\basync void\b.*")]
    private static partial Regex AsyncVoid();
}
