// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Finds results that are done but whose bytes are missing or damaged, and queues their work anew.
 * Equal work has equal results, so what referred to the lost bytes finds them again.
 */
@ApplicationScoped
public class Repairs {
  private static final Logger LOG = Logger.getLogger(Repairs.class);
  private static final int PAGE = 200;

  /**
   * What a repair found.
   *
   * @param checked results that were read
   * @param again work that is done again
   */
  public record Report(String service, int checked, List<String> again) {
    public Report {
      again = List.copyOf(again);
    }
  }

  private final Instance<StoredResults> results;
  private final WorkQueue queue;

  Repairs(@Any Instance<StoredResults> results, WorkQueue queue) {
    this.results = results;
    this.queue = queue;
  }

  Report repair(String service) {
    int checked = 0;
    List<String> again = new ArrayList<>();
    for (StoredResults some : results) {
      List<String> page = some.keys("", PAGE);
      while (!page.isEmpty()) {
        for (String key : page) {
          checked++;
          if (!some.areIntact(key) && queue.redo(key)) {
            LOG.warnf("the result of work %s is damaged or lost, and the work is done again", key);
            again.add(key);
          }
        }
        page = some.keys(page.getLast(), PAGE);
      }
    }
    return new Report(service, checked, again);
  }
}
