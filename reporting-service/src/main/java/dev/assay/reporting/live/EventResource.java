// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import dev.assay.contracts.Json;
import dev.assay.reporting.Studies;
import dev.assay.reporting.forwarding.ServiceWatch;
import dev.assay.rest.Least;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.rest.Role;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/**
 * What changes, as server-sent events: {@code table}, {@code services} and, so that a broken
 * connection is noticed, {@code alive}. A connection begins with the whole state.
 */
@Path("/")
@Blocking
public class EventResource {
  private static final Duration TICK = Duration.ofMillis(500);

  /** A reader that takes nothing for so long has gone, whatever its connection says. */
  private static final int MOST_MISSED = 120;

  private final Boards boards;
  private final Studies studies;
  private final ServiceWatch services;

  EventResource(Boards boards, Studies studies, ServiceWatch services) {
    this.boards = boards;
    this.studies = studies;
    this.services = services;
  }

  @GET
  @Least(Role.VIEWER)
  @Path("events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(hidden = true)
  public Multi<OutboundSseEvent> studies(@Context Sse sse) {
    return events(new Reader(boards.studies(), services), sse);
  }

  @GET
  @Least(Role.VIEWER)
  @Path("view/{studyId}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(hidden = true)
  public Multi<OutboundSseEvent> study(@RestPath String studyId, @Context Sse sse) {
    studies.requireData(studyId);
    studies.requireOneDocument(studyId);
    if (!studies.isKnown(studyId)) {
      throw new ProblemException(Problem.notFound("no study '" + studyId + "'"));
    }
    return events(new Reader(boards.study(studyId), services), sse);
  }

  @GET
  @Least(Role.VIEWER)
  @Path("events/services")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(hidden = true)
  public Multi<OutboundSseEvent> services(@Context Sse sse) {
    return events(new Reader(null, services), sse);
  }

  private static Multi<OutboundSseEvent> events(Reader reader, Sse sse) {
    return ticks()
        // One look at a time, and the next one when the browser has taken what there was.
        .onItem()
        .transformToUniAndConcatenate(
            tick ->
                Uni.createFrom()
                    .item((Supplier<List<Event>>) reader::news)
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
        .onItem()
        .transformToIterable(news -> news)
        .map(
            event ->
                sse.newEventBuilder()
                    .name(event.name())
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(String.class, Json.write(event.data()))
                    .reconnectDelay(2000)
                    .build());
  }

  private static Multi<Long> ticks() {
    Missed missed = new Missed();
    return Multi.createFrom()
        .ticks()
        .every(TICK)
        .onOverflow()
        .invoke(tick -> missed.add())
        .drop()
        .onItem()
        .invoke(missed::reset);
  }

  /** One event. */
  record Event(String name, Object data) {}

  /** Ticks in a row that a reader did not take. */
  private static final class Missed {
    private int count;

    void add() {
      count++;
      if (count > MOST_MISSED) {
        throw new IllegalStateException("the reader takes nothing");
      }
    }

    void reset() {
      count = 0;
    }
  }
}
