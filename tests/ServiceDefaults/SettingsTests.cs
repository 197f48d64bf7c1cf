using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.Settings;

namespace SocketWarp.ServiceDefaults.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Settings_OfEveryKind_AreBound()
    {
        var settings = Bind(
            ("Sample:Name", "x"),
            ("Sample:Count", "7"),
            ("Sample:On", "true"),
            ("Sample:Wait", "1.5s"),
            ("Sample:Address", "::1"),
            ("Sample:Listen", "[::1]:80"),
            ("Sample:Mode", "slow"),
            ("Sample:Token", "s3cret"),
            ("Sample:Inner:Depth", "3"),
            ("Sample:Options:Least", "5"),
            ("Sample:Options:Most", "68719476736"),
            ("Sample:Names:0", "a"),
            ("Sample:Names:1", "b"),
            ("Sample:Ports", "1, 2,3"),
            ("Sample:Labels:site", "north"),
            ("Sample:Optional", "5")
        );

        Assert.Equal(("x", 7, true, TimeSpan.FromSeconds(1.5), SampleMode.Slow), (settings.Name, settings.Count, settings.On, settings.Wait, settings.Mode));
        Assert.Equal((IPAddress.IPv6Loopback, new IPEndPoint(IPAddress.IPv6Loopback, 80)), (settings.Address, settings.Listen));
        Assert.Equal("s3cret", settings.Token!.Reveal());
        Assert.Equal(3, settings.Inner.Depth);
        Assert.Equal(new SampleOptions { Least = 5, Most = 68_719_476_736 }, settings.Options);
        Assert.Equal(["a", "b"], settings.Names);
        Assert.Equal([1, 2, 3], settings.Ports);
        Assert.Equal("north", settings.Labels["site"]);
        Assert.Equal(5, settings.Optional);
    }

    [Theory]
    [InlineData("Sample:Count", "many", "Sample:Count is \"many\": write a whole number that fits")]
    [InlineData("Sample:Count", "99999999999", "Sample:Count is \"99999999999\": write a whole number that fits")]
    [InlineData("Sample:On", "yes", "Sample:On is \"yes\": write true or false")]
    [InlineData("Sample:Wait", "5", "Sample:Wait is \"5\": write a duration with its unit")]
    [InlineData("Sample:Wait", "0s", "Sample:Wait is \"0s\": write a value from 1ms to 1m")]
    [InlineData("Sample:Mode", "1", "Sample:Mode is \"1\": write one of fast, slow")]
    [InlineData("Sample:Address", "here", "Sample:Address is \"here\": write an IP address")]
    [InlineData("Sample:Inner", "3", "Sample:Inner is \"3\": this is a section")]
    [InlineData("Sample:Inner:Width", "3", "Sample:Inner:Width is \"3\": unknown key; known here: Depth")]
    [InlineData("Sample:Options:Least", "0", "Sample:Options:Least is \"0\": write a value from 1 to 10")]
    [InlineData("Sample:Options:Most", "2000000000000", "Sample:Options:Most is \"2000000000000\": write a value from 1 to 1000000000000")]
    [InlineData("Sample:Options:Most", "1", "Sample:Options:Most is \"1\": write at least as much as Least")]
    [InlineData("Sample:Options:Pause", "2h", "Sample:Options:Pause is \"2h\": write a value from 500ms to 1m")]
    [InlineData("Sample:Count:Deep", "3", "Sample:Count is \"…\": this is one value")]
    [InlineData("Sample:Ports", "1,x", "Sample:Ports is \"x\": write a whole number")]
    [InlineData("Sample:Colour", "red", "Sample:Colour is \"red\": unknown key; known here: ")]
    [InlineData("Simple:Name", "x", "Simple is an unknown section; known: Certificates, Config, Logging, Process, Sample, Telemetry")]
    public void Setting_Wrong_IsNamedWithValueAndFix(string key, string value, string expected)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Bind((key, value)));

        Assert.StartsWith(expected, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ManyWrong_AreAllReported()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Bind(("Sample:Count", "x"), ("Sample:Wait", "2h"), ("Other:Key", "1")));

        Assert.Equal(3, failure.Failures.Count());
    }

    [Fact]
    public void Secret_InAnError_IsMasked()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Bind(("Sample:Token", "short")));

        Assert.Equal("Sample:Token is \"*****\": write at least 6 characters", Assert.Single(failure.Failures));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("5000us", 5)]
    [InlineData("5s", 5000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("00:00:05", 5000)]
    public void Duration_WithUnit_IsReadAndWritten(string text, int milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
        Assert.True(DurationText.TryParse(DurationText.Format(duration), out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 weeks")]
    [InlineData("99999999999d")]
    public void Duration_WithoutUnitOrNonsense_IsRefused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(3, "1ms")]
    [InlineData(614474, "61ms")]
    [InlineData(20_000_000, "2s")]
    public void Duration_ForPeople_IsRoundedToMilliseconds(long ticks, string text) => Assert.Equal(text, DurationText.Rounded(TimeSpan.FromTicks(ticks)));

    private static SampleSettings Bind(params (string Key, string Value)[] settings)
    {
        var builder = ServiceApplication.CreateBuilder("sample", [], settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        builder.Services.AddSettings<SampleSettings>("Sample");
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<SampleSettings>>().Value;
    }
}
