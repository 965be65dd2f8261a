using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Twins.Protocols.Gbt32960;

namespace Twins.Path.Bench;

/// <summary>What became of a load.</summary>
/// <param name="Offered">Reports that were due and sent, however late.</param>
/// <param name="Accepted">Answered with success.</param>
/// <param name="Refused">Answered with an error.</param>
/// <param name="UrgentOffered">Of them, with an alarm of level 3.</param>
/// <param name="UrgentRefused">Of those, refused.</param>
/// <param name="AnswerMs">Of accepted reports, from the moment when they were due to their answer, sorted; a sample.</param>
/// <param name="SentMs">The same from the moment when they were given to the socket: what a link that is full makes wait is not in it.</param>
/// <param name="CpuSeconds">That the sender used.</param>
internal sealed record LoadResult(long Offered, long Accepted, long Refused, long UrgentOffered, long UrgentRefused, double[] AnswerMs, double[] SentMs, double CpuSeconds);

/// <summary>
/// An open loop: reports are due at a fixed rate whatever comes back, over several platform links, each with vehicles of its own, one after the other. A link that cannot send
/// sends what is due as soon as it can, and the waiting counts.
/// </summary>
internal sealed class Load(IPEndPoint intake, int vehicles, int links, double urgentShare = 0)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);
    private readonly FrameTemplate _ordinary = new(alarmLevel: 0);
    private readonly FrameTemplate _urgent = new(alarmLevel: 3);
    private readonly int[] _next = new int[links];

    public int FrameBytes => _ordinary.Length;

    /// <summary>Sends for so long and waits for the last answer.</summary>
    public async Task<LoadResult> RunAsync(double perSecond, TimeSpan duration)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var results = await Task.WhenAll(Enumerable.Range(0, links).Select(number => Task.Factory.StartNew(
            () => new Link(this, number, perSecond / links, start, duration).RunAsync(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        cpu = Environment.CpuUsage.TotalTime - cpu;
        return new LoadResult(
            results.Sum(r => r.Offered), results.Sum(r => r.Accepted), results.Sum(r => r.Refused), results.Sum(r => r.UrgentOffered), results.Sum(r => r.UrgentRefused),
            [.. results.SelectMany(r => r.AnswerMs).Order()], [.. results.SelectMany(r => r.SentMs).Order()], cpu.TotalSeconds);
    }

    /// <summary>The value below which a share of the sorted values lies.</summary>
    public static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private sealed class Link(Load load, int link, double perSecond, long start, TimeSpan duration)
    {
        private const int MaxFramesAtOnce = 128;
        private const int SampleEvery = 16;
        private readonly ConcurrentQueue<(long Due, long Sent, bool Urgent)> _unanswered = new();
        private readonly byte[] _buffer = new byte[MaxFramesAtOnce * load._ordinary.Length];
        private readonly List<double> _answerMs = [];
        private readonly List<double> _sentMs = [];
        private long _offered, _urgentOffered, _accepted, _refused, _urgentRefused;

        public async Task<LoadResult> RunAsync()
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(load.Intake);
            var stream = client.GetStream();
            await LogInAsync(stream);
            var answers = Task.Run(() => ReadAnswersAsync(stream));
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond) - _offered;
                if (due <= 0) Thread.Sleep(1);
                else await stream.WriteAsync(_buffer.AsMemory(0, Fill((int)Math.Min(due, MaxFramesAtOnce))));
            }

            client.Client.Shutdown(SocketShutdown.Send);
            await answers.WaitAsync(s_patience);
            return new LoadResult(_offered, _accepted, _refused, _urgentOffered, _urgentRefused, [.. _answerMs], [.. _sentMs], 0);
        }

        private int Fill(int frames)
        {
            var time = DateTimeOffset.UtcNow;
            var now = Stopwatch.GetTimestamp();
            var used = 0;
            for (var i = 0; i < frames; i++)
            {
                var number = load._next[link]++;
                var urgent = load.IsUrgent(number);
                var template = urgent ? load._urgent : load._ordinary;
                template.Write(_buffer.AsSpan(used), load.VehicleOf(link, number), time, (uint)number / 1000);
                used += template.Length;
                _unanswered.Enqueue((start + (long)(++_offered / perSecond * Stopwatch.Frequency), now, urgent));
                if (urgent) _urgentOffered++;
            }

            return used;
        }

        private static async Task LogInAsync(NetworkStream stream)
        {
            var buffer = new byte[128];
            var length = FrameWriter.PlatformLogin(buffer, Edition.V2016, "BENCH", DateTimeOffset.UtcNow, 1, SiloUnderTest.User, SiloUnderTest.Password);
            await stream.WriteAsync(buffer.AsMemory(0, length));
            await stream.ReadExactlyAsync(buffer.AsMemory(0, FrameView.Overhead + BeijingTime.Length));
            if (buffer[3] != (byte)AnswerFlag.Success) throw new InvalidOperationException("The silo refused the login.");
        }

        // Every answer has the length of a login's: header, time, check code.
        private async Task ReadAnswersAsync(NetworkStream stream)
        {
            const int Length = FrameView.Overhead + BeijingTime.Length;
            var buffer = new byte[64 * 1024];
            var have = 0;
            while (await stream.ReadAsync(buffer.AsMemory(have)) is > 0 and var read)
            {
                have += read;
                var now = Stopwatch.GetTimestamp();
                var at = 0;
                for (; have - at >= Length; at += Length) Answered(buffer[at + 3], now);
                buffer.AsSpan(at, have - at).CopyTo(buffer);
                have -= at;
            }
        }

        private void Answered(byte flag, long now)
        {
            if (!_unanswered.TryDequeue(out var sent)) throw new InvalidOperationException("There are more answers than reports.");
            if (flag == (byte)AnswerFlag.Success)
            {
                if (_accepted++ % SampleEvery > 0) return;
                _answerMs.Add(Stopwatch.GetElapsedTime(sent.Due, now).TotalMilliseconds);
                _sentMs.Add(Stopwatch.GetElapsedTime(sent.Sent, now).TotalMilliseconds);
                return;
            }

            _refused++;
            if (sent.Urgent) _urgentRefused++;
        }
    }

    private int VehicleOf(int link, int number) => (int)((uint)number % (uint)((vehicles - link + links - 1) / links)) * links + link;

    private IPEndPoint Intake => intake;

    private bool IsUrgent(int number) => urgentShare > 0 && number % (int)(1 / urgentShare) == 0;
}
