using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using SocketWarp.Protocol.Frames;
using SocketWarp.Protocol.Session;
using SocketWarp.Protocol.Tests.Support;
using SocketWarp.Protocol.Tunnel;

namespace SocketWarp.Protocol.Tests.Frames;

public sealed class FramePropertyTests
{
    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => PeerText.Clean(s.Get));

    private static readonly Gen<ulong> Number = ArbMap.Default.GeneratorFor<ulong>();

    private static readonly Gen<(FrameKind Kind, IMessage Message)> Frame = Gen.OneOf(
        Gen.Zip(Text, Text)
            .Select(t =>
                (
                    FrameKind.Hello,
                    (IMessage)
                        new Hello
                        {
                            Version = 1,
                            Name = t.Item1,
                            Labels = { [t.Item2] = t.Item1 },
                            Capabilities = { t.Item2 },
                        }
                )
            ),
        Gen.Zip(Number, Text).Select(t => (FrameKind.Refused, (IMessage)new Refused { Code = t.Item1, Reason = t.Item2 })),
        Number.Select(n => (FrameKind.Ping, (IMessage)new Ping { Sequence = n })),
        Gen.Zip(Text, Text).Select(t => (FrameKind.TunnelOpen, (IMessage)new TunnelOpen { Target = t.Item1, Visitor = t.Item2 })),
        Text.Select(t => (FrameKind.TunnelOpened, (IMessage)new TunnelOpened { TargetAddress = t }))
    );

    private static readonly Gen<byte[]> Garbage = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte[]>(),
        Gen.Zip(Gen.Elements(Enum.GetValues<FrameKind>()), Gen.Zip(Gen.Choose(0, 90), ArbMap.Default.GeneratorFor<byte[]>()))
            .Select(t => (byte[])[(byte)t.Item1, (byte)t.Item2.Item1, .. t.Item2.Item2])
    );

    [Fact]
    public void Frames_WrittenAndReadInAnyPieces_AreTheSame() =>
        Always.Holds(
            Gen.Zip(Frame.ListOf(), ArbMap.Default.GeneratorFor<int[]>()).ToArbitrary(),
            t =>
            {
                var (frames, cuts) = t;
                var written = new ArrayBufferWriter<byte>();
                foreach (var (kind, message) in frames)
                    FrameWriter.Write(written, kind, message);
                var buffer = Segments.Cut(written.WrittenSpan.ToArray(), cuts);
                foreach (var (kind, message) in frames)
                {
                    if (
                        !FrameReader.TryRead(ref buffer, ProtocolLimits.MaxControlBody, out var readKind, out var body)
                        || readKind != kind
                        || !message.Equals(FrameBody.Parse(readKind, body))
                    )
                        return false;
                }

                return buffer.IsEmpty && !FrameReader.TryRead(ref buffer, ProtocolLimits.MaxControlBody, out _, out _);
            }
        );

    [Fact]
    public void Frame_CutAnywhere_IsIncomplete() =>
        Always.Holds(
            Gen.Zip(Frame, ArbMap.Default.GeneratorFor<int>()).ToArbitrary(),
            t =>
            {
                var ((kind, message), cut) = t;
                var written = new byte[FrameWriter.Measure(kind, message)];
                FrameWriter.Write(written, kind, message);
                var part = written.AsSpan(0, (int)((uint)cut % (uint)written.Length));
                return FrameReader.Read(part, ProtocolLimits.MaxControlBody, out _, out _, out var consumed) == FrameStatus.Incomplete && consumed == 0;
            }
        );

    [Fact]
    public void Garbage_InAnyPieces_GivesTheSameResultAsInOne() =>
        Always.Holds(
            Gen.Zip(Garbage, ArbMap.Default.GeneratorFor<int[]>()).ToArbitrary(),
            t =>
            {
                var (bytes, cuts) = t;
                var status = FrameReader.Read(bytes, ProtocolLimits.MaxTunnelBody, out var kind, out var body, out var consumed);
                var whole = status == FrameStatus.Complete && FrameBody.TryParse(kind, body) is null ? FrameStatus.Malformed : status;
                var buffer = Segments.Cut(bytes, cuts);
                try
                {
                    if (!FrameReader.TryRead(ref buffer, ProtocolLimits.MaxTunnelBody, out var pieceKind, out var pieces))
                        return whole == FrameStatus.Incomplete && buffer.Length == bytes.Length;
                    FrameBody.Parse(pieceKind, pieces);
                    return whole == FrameStatus.Complete && pieceKind == kind && buffer.Length == bytes.Length - consumed;
                }
                catch (ProtocolException e)
                {
                    return whole is FrameStatus.UnknownKind or FrameStatus.TooLong or FrameStatus.Malformed && e.Code == ErrorCode.BadFrame;
                }
            }
        );

    [Fact]
    public void TunnelOpening_OfGarbage_ConsumesOnlyWhatIsThere() =>
        Always.Holds(
            Garbage.ToArbitrary(),
            bytes =>
            {
                var open = TunnelFrames.ReadOpen(bytes, out var message, out var consumed);
                var opened = TunnelFrames.ReadOpened(bytes, out var answer, out var answerConsumed);
                return consumed <= bytes.Length
                    && answerConsumed <= bytes.Length
                    && open == FrameStatus.Complete == (message is not null)
                    && open == FrameStatus.Complete == (consumed > 0)
                    && opened == FrameStatus.Complete == (answer is not null)
                    && opened == FrameStatus.Complete == (answerConsumed > 0)
                    && !(consumed > 0 && answerConsumed > 0);
            }
        );
}
