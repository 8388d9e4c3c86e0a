// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import dev.assay.reporting.Studies;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.StudySummary;
import dev.assay.reporting.live.Board.Snapshot;
import dev.assay.reporting.store.EventLog.Revision;
import jakarta.inject.Singleton;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One board for all who look at the same table; it is forgotten with the last of them. */
@Singleton
class Boards {
  private static final Duration STUDY = Duration.ofMillis(500);
  private static final Duration STUDIES = Duration.ofSeconds(1);

  /** As many as the page lists. */
  private static final int LISTED = 200;

  private final Studies studies;

  /** Only the readers hold a board. */
  private final Map<String, WeakReference<Board>> boards = new HashMap<>();

  Boards(Studies studies) {
    this.studies = studies;
  }

  Board study(String studyId) {
    return shared(
        "study " + studyId,
        () -> {
          Supplier<Optional<StudyNow>> now = studies.follow(studyId);
          return new Board(() -> now.get().map(Boards::snapshot), STUDY);
        });
  }

  Board studies() {
    return shared("studies", () -> new Board(new Listed(), STUDIES));
  }

  private synchronized Board shared(String name, Supplier<Board> made) {
    WeakReference<Board> known = boards.get(name);
    Board board = known == null ? null : known.get();
    if (board == null) {
      boards.values().removeIf(reference -> reference.get() == null);
      board = made.get();
      boards.put(name, new WeakReference<>(board));
    }
    return board;
  }

  private static Snapshot snapshot(StudyNow now) {
    return new Snapshot(StudyGrid.headline(now), StudyGrid.of(now).rows());
  }

  /** The list is made anew only after a change. */
  private final class Listed implements Supplier<Optional<Snapshot>> {
    private Revision seen = new Revision(-1, -1);
    private Optional<Snapshot> last = Optional.empty();

    @Override
    public Optional<Snapshot> get() {
      Revision now = studies.revision();
      if (!now.equals(seen)) {
        List<StudySummary> list = studies.list(LISTED, 0);
        last = Optional.of(new Snapshot(StudiesTable.headline(list), StudiesTable.of(list).rows()));
        seen = now;
      }
      return last;
    }
  }
}
