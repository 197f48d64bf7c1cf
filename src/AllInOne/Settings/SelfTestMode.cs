namespace SocketWarp.AllInOne.Settings;

internal enum SelfTestMode
{
    /// <summary>No test.</summary>
    Off,

    /// <summary>The test comes first; then the process goes on. It ends with an error when the test fails.</summary>
    AtStart,

    /// <summary>The process ends after the test, with exit code 0 when it passed.</summary>
    Only,
}
