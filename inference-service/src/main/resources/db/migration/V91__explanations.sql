-- What a model looked at in an image: made once, whoever asks.
create table explanation (
  explanation_key text        primary key,
  artifact        text        not null,
  made_at         timestamptz not null
);
