using Twins.Grains.Partitions;
using Twins.Grains.Vehicles;
using Twins.Silo.Verification;

namespace Twins.Silo.Tests.Verification;

/// <summary>Of pages and checkpoints.</summary>
public sealed partial class VerifyTests
{
    [Fact]
    public void A_damaged_page_is_named()
    {
        var page = _copy.OnState("SELECT grain FROM state WHERE name = 'page' LIMIT 1");
        _copy.OnState($"UPDATE state SET bytes = substr(bytes, 2) WHERE grain = '{page}'");
        Finds("state-record", $"{page}", "bytes");
        _copy.OnState($"UPDATE state SET length = length(bytes) WHERE grain = '{page}'");
        Finds("state-record", $"{page}", "checksum");
    }

    [Fact]
    public void A_page_of_no_partition_is_named()
    {
        _copy.OnState("UPDATE state SET grain = 'page/vehicle-7/1' WHERE rowid = (SELECT rowid FROM state WHERE name = 'page' LIMIT 1)");
        Finds("state-key", "page/vehicle-7/1");
    }

    [Fact]
    public void A_twin_on_the_page_of_another_is_named()
    {
        _copy.OnState("UPDATE state SET grain = 'page/vehicle-0/' || (SELECT 95 - CAST(substr(grain, 16) AS INTEGER)) WHERE grain = (SELECT grain FROM state WHERE grain LIKE 'page/vehicle-0/%' LIMIT 1)");
        Finds("twin-page", "vehicle-0 page");
    }

    [Fact]
    public void A_twin_that_stands_twice_is_named()
    {
        _copy.Page("vehicle-0", page => page with { Twins = page.Twins.Add(page.Twins[0]) });
        Finds("twin-once", "vehicle-0 page");
    }

    [Fact]
    public void A_row_that_is_not_that_of_its_snapshot_is_named()
    {
        _copy.Twin("vehicle-0", twin => twin with { Row = (VehicleRow)twin.Row with { SocPercent = 61 } });
        Finds("twin-row", "vehicle-0 page");
    }

    [Fact]
    public void A_snapshot_that_cannot_be_read_is_named()
    {
        _copy.Twin("battery-pack-0", twin => twin with { Snapshot = new byte[3] });
        Finds("twin-snapshot", "battery-pack-0 page");
    }

    [Fact]
    public void A_page_ahead_of_its_log_is_named()
    {
        _copy.Page("vehicle-0", page => page with { Position = 99_999 });
        Finds("page-position", "vehicle-0 page", "99999");
    }

    [Fact]
    public void A_twin_ahead_of_its_page_is_named()
    {
        _copy.Page("vehicle-0", page => page with { Twins = page.Twins.SetItem(0, page.Twins[0] with { Sequence = page.Position + 1 }) });
        Finds("twin-position", "vehicle-0 page");
    }

    [Fact]
    public void A_twin_that_lacks_what_its_page_says_to_hold_is_named()
    {
        _copy.Page("vehicle-0", page => page with { Twins = page.Twins.RemoveAt(0) });
        Finds("page-complete", "vehicle-0:", "no page has the twin");
    }

    [Fact]
    public void R4_pages_that_are_gone_below_the_checkpoint_are_named()
    {
        // Null where the kill came while pages were written.
        _copy.Checkpoint("vehicle-0", json => json["PagesThrough"] = 5);
        _copy.OnState("DELETE FROM state WHERE grain LIKE 'page/vehicle-0/%'");
        Finds("page-complete", "vehicle-0:", "the checkpoint at");
        Finds("checkpoint-pages", "vehicle-0 checkpoint", "they go through 0");
    }

    [Fact]
    public void R4_a_page_that_is_older_than_its_checkpoint_says_is_named()
    {
        var first = (long)_copy.OnLog("SELECT min(sequence) FROM batch WHERE partition = 65536")!;
        _copy.Page("vehicle-0", page => page with { Position = first, Twins = page.Twins.SetItem(0, page.Twins[0] with { Sequence = first }) });
        Finds("page-complete", "vehicle-0:", $"this batch, and the twin is at {first}");
    }

    [Fact]
    public void A_twin_at_a_batch_that_is_not_its_own_is_named()
    {
        var stranger = Enumerable.Range(100, 100).Select(number => $"LTESTN0000000{number:D4}").First(vin => new PartitionMap(2).Of(TwinKind.Vehicle, vin).Number == 0);
        var end = Append("intake-test", EntryKind.Frame, stranger, [1]);
        var id = "";
        _copy.Page("vehicle-0", page =>
        {
            id = page.Twins[0].Id;
            return page with { Position = end, Twins = page.Twins.SetItem(0, page.Twins[0] with { Sequence = end }) };
        });
        Finds("twin-sequence", $"vehicle-0:{end} twin {id}");
    }

    [Fact]
    public void A_page_of_another_schema_or_place_is_named()
    {
        _copy.Page("vehicle-0", page => page with { Schema = 99 });
        Finds("page-schema", "vehicle-0 page", "99");
        _copy.OnState("UPDATE state SET grain = 'page/vehicle-1/96' WHERE rowid = (SELECT rowid FROM state WHERE grain LIKE 'page/vehicle-1/%' LIMIT 1)");
        Finds("page-number", "vehicle-1 page 96");
    }

    [Fact]
    public void A_record_without_a_version_is_named()
    {
        _copy.OnState("UPDATE state SET etag = 0 WHERE grain = 'checkpoint/vehicle-1'");
        Finds("state-etag", "checkpoint/vehicle-1", "0");
    }

    [Fact]
    public void A_checkpoint_of_another_schema_is_named()
    {
        _copy.Checkpoint("vehicle-1", json => json["Schema"] = 99);
        Finds("checkpoint-schema", "vehicle-1 checkpoint", "99");
    }

    [Fact]
    public void A_checkpoint_behind_the_end_of_the_log_is_named()
    {
        _copy.Checkpoint("vehicle-1", json => json["Sequence"] = 99_999);
        Finds("checkpoint-sequence", "vehicle-1 checkpoint", "99999");
    }

    [Fact]
    public void A_checkpoint_without_an_epoch_is_named()
    {
        _copy.Checkpoint("vehicle-1", json => json["Epoch"] = 0);
        Finds("checkpoint-epoch", "vehicle-1 checkpoint");
    }

    [Fact]
    public void What_a_checkpoint_says_was_accepted_must_be_in_the_logs()
    {
        _copy.Checkpoint("battery-pack-0", json => json["Last"]!["vehicle-0"] = 99_999);
        Finds("last-sequence", "battery-pack-0 checkpoint last 'vehicle-0'", "99999");
    }

    [Fact]
    public void What_a_log_holds_of_a_writer_must_be_in_the_checkpoint()
    {
        _copy.Checkpoint("battery-pack-0", json => json["Last"]!.AsObject().Remove("vehicle-0"));
        Finds("last-sequence", "battery-pack-0 checkpoint last 'vehicle-0'", "missing");
    }

    [Fact]
    public void A_page_that_is_not_what_the_log_makes_of_its_twins_is_named_by_a_replay()
    {
        _copy.Twin("vehicle-0", twin =>
        {
            var other = new VehicleTwin(twin.Id);
            return twin with { Row = other.Row(), Snapshot = other.Capture() };
        });
        Assert.Empty(DataVerifier.Verify(Root).Report.Findings);
        Assert.Equal("page-state", Assert.Single(DataVerifier.Verify(Root, replay: true).Report.Findings).Invariant);
    }
}
