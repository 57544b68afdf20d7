-- What moved a lead's score: the factors with the points each gave or took, which sum to the change.

alter table lead_score_history add column moved text;
