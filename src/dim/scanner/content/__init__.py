"""What files hold and what they are: probing, identification, local artwork."""
