-- What expires is found by its time; rows without content leave the index.
create index outbox_contents on outbox (sent_at) where payload <> '';
create index inbox_received on inbox using brin (received_at);
create index work_ended on work (ended_at) where state in ('done', 'dead');
