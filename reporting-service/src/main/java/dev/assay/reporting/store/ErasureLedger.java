// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import dev.assay.outbox.ErasedStudies;
import dev.assay.outbox.Removal;
import dev.assay.reporting.WithdrawnStudy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Erasures, what each service removed for them, and the studies whose data they withdrew. */
@ApplicationScoped
public class ErasureLedger {
  private static final String SERVICE = "reporting-service";

  /** An event of a study in the delivery of a webhook: JSON in JSON. */
  private static final String SUBJECT = "\\\"subject\\\":\\\"%s\\\"";

  private final ErasedStudies erased;
  private final StoredResults results;
  private final Submissions submissions;
  private final EntityManager entities;

  ErasureLedger(
      ErasedStudies erased,
      StoredResults results,
      Submissions submissions,
      EntityManager entities) {
    this.erased = erased;
    this.results = results;
    this.submissions = submissions;
    this.entities = entities;
  }

  /**
   * An erasure as it stands.
   *
   * @param receipt JSON; empty until everything is removed
   */
  public record Entry(ErasureRequested request, Optional<String> receipt) {}

  /** Removes what this service has of the studies, and remembers the erasure. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void requested(ErasureRequested event) {
    entities
        .createNativeQuery(
            "insert into erasure (erasure, request, requested_at) values (?1, ?2, ?3)"
                + " on conflict do nothing")
        .setParameter(1, event.erasure())
        .setParameter(2, Json.write(event))
        .setParameter(3, Instant.parse(event.at()))
        .executeUpdate();
    for (ErasedStudy study : event.studies()) {
      entities
          .createNativeQuery(
              """
              insert into withdrawn_study (study_id, name, submitted_at, erasure, withdrawn_at)
              values (?1, ?2, ?3, ?4, ?5) on conflict do nothing
              """)
          .setParameter(1, study.study())
          .setParameter(2, study.name())
          .setParameter(3, study.submittedAt())
          .setParameter(4, event.erasure())
          .setParameter(5, event.at())
          .executeUpdate();
    }
    Removal removal = erased.begin(event.erasure(), event.ids());
    removal.deleteOfStudies("study_event");
    removal.deleteOfStudies("run_progress");
    removal.deleteOfStudies("cell_state");
    removal.deleteOfStudies("study_state");
    event.ids().forEach(study -> deliveries(study, removal));
    removal.afterCommit(results::forgetAll);
    removal.afterCommit(submissions::forgetAll);
    confirmed(ErasureConfirmed.of(event.erasure(), SERVICE, removal.removed(), removal.files()));
  }

  /** What was sent to others, or is about to be, refers to results as the events did. */
  private static void deliveries(String study, Removal removal) {
    String subject = SUBJECT.formatted(study);
    removal.delete(
        "work_demand",
        "work_key in (select work_key from work where position(? in payload) > 0)",
        subject);
    removal.delete("work", "position(? in payload) > 0", subject);
  }

  /** A service has removed its part; the first word of each counts. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void confirmed(ErasureConfirmed event) {
    entities
        .createNativeQuery(
            "insert into erasure_part (erasure, service, confirmation) values (?1, ?2, ?3)"
                + " on conflict do nothing")
        .setParameter(1, event.erasure())
        .setParameter(2, event.service())
        .setParameter(3, Json.write(event))
        .executeUpdate();
  }

  /** Those that are not finished, the oldest first. */
  @Transactional
  public List<Entry> open() {
    return entries("where not audited order by requested_at, erasure");
  }

  /** The newest first. */
  @Transactional
  public List<Entry> newest(int most) {
    return entries("order by requested_at desc, erasure limit " + most);
  }

  @Transactional
  public Optional<Entry> find(String erasure) {
    return entries("where erasure = ?1", erasure).stream().findFirst();
  }

  private List<Entry> entries(String which, Object... arguments) {
    List<Object[]> rows = rows("select request, receipt from erasure " + which, arguments);
    return rows.stream()
        .map(
            row ->
                new Entry(
                    Json.read((String) row[0], ErasureRequested.class),
                    Optional.ofNullable((String) row[1])))
        .toList();
  }

  /** What the services have removed, by their names. */
  @Transactional
  public List<ErasureConfirmed> parts(String erasure) {
    List<Object[]> rows =
        rows(
            "select confirmation, 1 from erasure_part where erasure = ?1 order by service",
            erasure);
    return rows.stream().map(row -> Json.read((String) row[0], ErasureConfirmed.class)).toList();
  }

  /** Whether no service has confirmed within this time. */
  @Transactional
  public boolean isQuiet(String erasure, Duration pause) {
    Object quiet =
        entities
            .createNativeQuery(
                """
                select coalesce(max(confirmed_at) <= now() - ?2 * interval '1 millisecond', false)
                from erasure_part where erasure = ?1
                """)
            .setParameter(1, erasure)
            .setParameter(2, pause.toMillis())
            .getSingleResult();
    return (Boolean) quiet;
  }

  /** Writes the receipt, unless there is one; returns the one that counts. */
  @Transactional
  public String receipt(String erasure, String json) {
    entities
        .createNativeQuery("update erasure set receipt = ?2 where erasure = ?1 and receipt is null")
        .setParameter(1, erasure)
        .setParameter(2, json)
        .executeUpdate();
    return find(erasure).flatMap(Entry::receipt).orElseThrow();
  }

  /** The audit log has the receipt. */
  @Transactional
  public void audited(String erasure) {
    entities
        .createNativeQuery("update erasure set audited = true where erasure = ?1")
        .setParameter(1, erasure)
        .executeUpdate();
  }

  @Transactional
  public Optional<WithdrawnStudy> withdrawn(String studyId) {
    return studies("where study_id = ?1", studyId).stream().findFirst();
  }

  /** All of them, the one submitted last first. */
  @Transactional
  public List<WithdrawnStudy> withdrawn() {
    return studies("order by submitted_at desc, study_id");
  }

  private List<WithdrawnStudy> studies(String which, Object... arguments) {
    List<Object[]> rows =
        rows(
            "select study_id, name, submitted_at, erasure, withdrawn_at from withdrawn_study "
                + which,
            arguments);
    return rows.stream()
        .map(
            row ->
                new WithdrawnStudy(
                    (String) row[0],
                    (String) row[1],
                    Instant.parse((String) row[2]),
                    (String) row[3],
                    Instant.parse((String) row[4])))
        .toList();
  }

  @SuppressWarnings("unchecked") // a native query says nothing of its rows
  private List<Object[]> rows(String sql, Object... arguments) {
    Query query = entities.createNativeQuery(sql, Object[].class);
    for (int i = 0; i < arguments.length; i++) {
      query.setParameter(i + 1, arguments[i]);
    }
    return query.getResultList();
  }
}
