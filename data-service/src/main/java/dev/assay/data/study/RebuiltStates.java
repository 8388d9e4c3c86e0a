// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.data.store.StudyRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/**
 * The states of studies while they are found out anew from the topics. A cancellation and an
 * erasure are decisions of this service, so they stay. Others are told of the end of a study once,
 * and not of states in between that depend on the order in which topics are read.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class RebuiltStates {
  private final StudyStates states;
  private final EntityManager entities;

  RebuiltStates(StudyStates states, EntityManager entities) {
    this.states = states;
    this.entities = entities;
  }

  public void begin() {
    execute("update study_cell set state = 'RUNNING', stage = null, reason = null, actor = null");
    execute("update study set state = 'RUNNING' where state in ('DONE', 'FAILED_CELLS')");
  }

  public void end() {
    execute("update study set ended_at = null where state = 'RUNNING'");
    entities.clear();
    List<StudyRow> ended =
        StudyRow.list(
            "state in ?1 order by studyId",
            List.of(StudyRow.State.DONE, StudyRow.State.FAILED_CELLS));
    ended.forEach(states::tell);
  }

  private void execute(String sql) {
    entities.createNativeQuery(sql).executeUpdate();
  }
}
