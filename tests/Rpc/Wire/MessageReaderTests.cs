using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SocketWarp.Rpc.Tests.Support;
using SocketWarp.Rpc.Wire;

namespace SocketWarp.Rpc.Tests.Wire;

public sealed class MessageReaderTests
{
    private static readonly MessageRules Rules = new(100, null, RpcStatusCode.Unimplemented);

    [Theory(Timeout = Expect.Timeout)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Read_AnyFragmentation_GivesEveryMessage(int fragment)
    {
        var output = new ArrayBufferWriter<byte>();
        string[] texts = ["", "one", new('x', 90)];
        foreach (var text in texts)
        {
            var message = Demo.Text(text);
            MessageFrame.Write(output, message, MessageFrame.Measure(message, 100));
        }

        var reader = new MessageReader<StringValue>(Fragmented(output.WrittenMemory, fragment), Rules);
        foreach (var text in texts)
            Assert.Equal(text, (await reader.ReadAsync(default))?.Value);
        Assert.Null(await reader.ReadAsync(default));
    }

    [Theory(Timeout = Expect.Timeout)]
    // Cut inside the header, before the body, inside the body.
    [InlineData("0000", null, RpcStatusCode.Internal)]
    [InlineData("0000000003", null, RpcStatusCode.Internal)]
    [InlineData("00000000050A03", null, RpcStatusCode.Internal)]
    // Over the limit of 100 bytes, up to the largest length there is.
    [InlineData("0000000065", null, RpcStatusCode.ResourceExhausted)]
    [InlineData("0080000000", null, RpcStatusCode.ResourceExhausted)]
    [InlineData("00FFFFFFFF", null, RpcStatusCode.ResourceExhausted)]
    // Compressed, announced and not; flags that do not exist.
    [InlineData("0100000000", "gzip", RpcStatusCode.Unimplemented)]
    [InlineData("0100000000", null, RpcStatusCode.Internal)]
    [InlineData("0100000000", "identity", RpcStatusCode.Internal)]
    [InlineData("0200000000", "gzip", RpcStatusCode.Internal)]
    // No protobuf: a length beyond the end, wire type 7, a string that is no UTF-8 is taken as it comes.
    [InlineData("00000000020A05", null, RpcStatusCode.Internal)]
    [InlineData("00000000010F", null, RpcStatusCode.Internal)]
    public async Task Read_Malformed_FailsWithStatus(string hex, string? encoding, RpcStatusCode expected)
    {
        var reader = new MessageReader<StringValue>(Fragmented(Convert.FromHexString(hex), 2), Rules with { Encoding = encoding });
        await Expect.StatusAsync(expected, async () => await reader.ReadAsync(default));
    }

    [Fact(Timeout = Expect.Timeout)]
    public async Task Read_RandomBytes_EndsOrFailsWithStatus()
    {
        var random = new Random(2);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            // Half of them begin with a header that passes.
            if (round % 2 == 0 && bytes.Length > MessageFrame.HeaderSize)
                new byte[] { 0, 0, 0, 0, (byte)(bytes.Length - MessageFrame.HeaderSize) }.CopyTo(bytes, 0);
            var reader = new MessageReader<StringValue>(Fragmented(bytes, 1 + random.Next(20)), Rules);
            try
            {
                while (await reader.ReadAsync(default) is not null)
                    continue;
            }
            catch (RpcException e)
            {
                Assert.NotEqual(RpcStatusCode.Ok, e.Code);
            }
        }
    }

    [Fact]
    public void Measure_OverLimit_FailsWithResourceExhausted()
    {
        var e = Assert.Throws<RpcException>(() => MessageFrame.Measure(new BytesValue { Value = ByteString.CopyFrom(new byte[100]) }, 100));
        Assert.Equal(RpcStatusCode.ResourceExhausted, e.Code);
        Assert.Contains("102 bytes; the limit is 100", e.Detail);
    }

    private static PipeReader Fragmented(ReadOnlyMemory<byte> bytes, int size) => PipeReader.Create(new TrickleStream(bytes, size));
}
