alter table standing_study drop constraint standing_study_on_new_data_check;
alter table standing_study add check (on_new_data in ('RETRAIN', 'RE_EVALUATE'));
